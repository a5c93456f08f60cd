import { readStreamFrame } from '../../src/venues/xapi/codec';
import { isStreamingTickRecord } from '../../src/venues/xapi/wire/tick-record';
import { XapiStream } from '../../src/venues/xapi/stream';
import { seededRandom } from '../../src/core/random';
const random = seededRandom(1); const S=['EURUSD','GBPUSD','USDJPY','GOLD'];
const frames = Array.from({length:100000},(_,index)=>{const bid=Number((1+random.next()).toFixed(5));const spread=Math.floor(random.next()*20)+1;return JSON.stringify({command:'tickPrices',data:{ask:Number((bid+spread/100000).toFixed(5)),askVolume:100000+Math.floor(random.next()*900000),bid,bidVolume:100000+Math.floor(random.next()*900000),high:Number((bid+0.01+random.next()/100).toFixed(5)),level:0,low:Number((bid-0.01-random.next()/100).toFixed(5)),quoteId:5,spreadRaw:Number((spread/100000).toFixed(5)),spreadTable:Number((spread/10).toFixed(1)),symbol:S[index%4],timestamp:1.7e12+index*7}});});
let sum=0;
const link={emitter:{onListenerError(){}},raw:false,now:()=>0,redact:(t:string)=>t,refused(){},invalid(){},unknownFrame(){},send:async()=>{}};
const stream=new XapiStream(link as never); stream.on('tickPrices',(t)=>{sum+=t.bid});
const stages:Record<string,()=>void>={
 parse:()=>{for(const f of frames)JSON.parse(f)},
 check:()=>{for(const f of frames){const x=JSON.parse(f);if(isStreamingTickRecord(x.data))sum+=x.data.bid}},
 codec:()=>{for(const f of frames){const x=readStreamFrame(f);if(x.command==='tickPrices')sum+=x.data.bid}},
 stream:()=>{for(const f of frames)stream.receive(f)},
};
const t:Record<string,number[]>={};
for(let r=0;r<13;r++)for(const k in stages){globalThis.gc?.();const c=process.cpuUsage();stages[k]!();const d=process.cpuUsage(c);(t[k]??=[]).push((d.user+d.system)/1000)}
const med=(x:number[])=>x.slice(2).sort((a,b)=>a-b)[5]!;
const p=med(t['parse']!);for(const k in t)console.log(k,med(t[k]!).toFixed(1),(med(t[k]!)/p).toFixed(2));
