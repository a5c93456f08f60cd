import { test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { startEmulator } from '../../../src/emulators';
import { FinnotechVenue } from '../../../src/emulators/finnotech/venue';
import { resolveOptions } from '../../../src/emulators/finnotech/options';
import { SERVICES } from '../../../src/emulators/finnotech/services';
import { Query } from '../../../src/emulators/finnotech/query';
import { tehranDay, jalaliText, parseJalali } from '../../../src/emulators/finnotech/tehran';
const q = (v: FinnotechVenue, s: string, p: Record<string,string>) => SERVICES.get(s)!.rows(v, new Query(new URLSearchParams(p))) as any[];
test('probe', async () => {
  for (const offset of [0, 20000]) {
    const clock = new VirtualClock(Date.UTC(2026,0,10,8,56));
    const v = new FinnotechVenue(resolveOptions({ clock, seed: 7, refreshOffsetMs: offset }));
    let prev: any;
    for (let i=0;i<12;i++) {
      const r = q(v,'trades/realtime',{coId:'5'})[0];
      const m = q(v,'trades/realtime',{coId:'5',isTimePeriod:'true'});
      const s = (f: string) => m.reduce((t,x)=>t+x[f],0);
      console.log(offset, new Date(clock.now()).toISOString(), r.TradeDateGre, r.TradeVolume, s('TradeVolume'), r.TradeQty, s('TradeQty'), r.TradeValue, s('TradeValue'), r.ClosingPrice, r.MaxPrice, r.minPrice, r.LastPrice, m.length, m.at(-1)?.TradeVolume);
      await clock.advance(30000+ (offset?0:30000));
      prev = r;
    }
  }
  const clock = new VirtualClock(Date.UTC(2026,0,10,8,56));
  const v = new FinnotechVenue(resolveOptions({ clock, seed: 7 }));
  for (const type of ['1','2','3']) for (const c of ['1','2','3','4']) {
    const rows = q(v,'balancedTradesById',{companyId:'17',fromdate:'1402/10/01',todate:'1404/10/15',type,comCType:c});
    let bad=0, frac=0, ex: any; 
    rows.forEach((r,i)=>{ if(i&&r.previousTypeClosingPrice!==rows[i-1].closingTypePrice){bad++; ex=[rows[i-1].jalaaliDate,rows[i-1].closingTypePrice,r.jalaaliDate,r.previousTypeClosingPrice]} if(!Number.isInteger(r.openingPrice)||!Number.isInteger(r.maxPrice)) frac++; });
    console.log(type,c,rows.length,'discont',bad,JSON.stringify(ex),'frac',frac);
  }
  let t = performance.now();
  for (let d=0; d<300; d++) v.market.candles('IRO1FOLD0001',1, 29466000-d*1440, 29466000-d*1440+210);
  console.log('300 days of minutes ms', performance.now()-t);
  t = performance.now();
  for (let d=0; d<300; d++) v.market.candles('IRO1FOLD0001',30, 29466000-d*1440, 29466000-d*1440+210);
  console.log('300 days of 30m ms', performance.now()-t);
  t = performance.now();
  let bad=0; for (let d=tehranDay(Date.UTC(1990,0,1)); d<tehranDay(Date.UTC(1990,0,1))+2000; d++) if (parseJalali(jalaliText(d))!==d) bad++;
  console.log('jalali bad', bad, 'ms', performance.now()-t);
  v.close();
  // http extras
  const e = await startEmulator('finnotech', { clock, seed:7, clients: [{clientId:'a b', clientSecret:'s', nid:'0012345679'}] });
  const post = (b: object) => fetch(e.endpoints.http.url+'/dev/v2/oauth2/token',{method:'POST',headers:{authorization:'Basic '+Buffer.from('a b:s').toString('base64')},body:JSON.stringify(b)}).then(async r=>[r.status, await r.json()] as any);
  const [,tok] = await post({grant_type:'client_credentials',nid:'0012345679',scopes:'bourse:trades-realtime:get',clientSecret:'s3cr3t'});
  console.log(JSON.stringify(e.orders.requests));
  const r = await fetch(e.endpoints.http.url+'/bourse/v2/clients/a%20b/trades/realtime?coId=5',{headers:{authorization:'Bearer '+tok.result.value}});
  console.log(r.status, (await r.text()).slice(0,200));
  e.faults.fail('refreshToken','X',{applied:true});
  console.log(JSON.stringify(await post({grant_type:'refresh_token',token_type:'CLIENT-CREDENTIAL',refresh_token:tok.result.refreshToken})));
  console.log('after applied fail, again:', JSON.stringify(await post({grant_type:'refresh_token',token_type:'CLIENT-CREDENTIAL',refresh_token:tok.result.refreshToken})));
  await e.close();
});
