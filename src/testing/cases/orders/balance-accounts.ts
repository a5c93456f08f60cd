import type { Balance } from '../../../index';
import { check, checkEqual } from '../../check';
import { type CaseDefinition, defineCase } from '../../contract-case';
import { marketOrder } from './order-requests';

export const balanceAccountCases: readonly CaseDefinition[] = [
  defineCase(
    625,
    'default: a balance names its account, and fetchBalances of that account has it',
    ['fetchAccounts', 'fetchBalances'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const ids = (await world.drive(broker.fetchAccounts())).map(({ id }) => id);
      const balances = await world.drive(broker.fetchBalances());
      for (const { account = '', currency } of balances) {
        check(ids.includes(account), `the balance of ${currency} names the account ${account}`);
        const own = await world.drive(broker.fetchBalances({ account }));
        const found = own.filter((one) => one.currency === currency);
        checkEqual(
          found.map((one) => one.account),
          [account],
          `the account of ${currency}, read by its name`,
        );
      }
    },
  ),

  defineCase(
    626,
    'behavior: streamed and reconciled balances name the account that a read names',
    ['placeOrder', 'fetchAccounts', 'fetchBalances', 'subscribe:balances'],
    async (world, broker) => {
      const emitted: Balance[] = [];
      broker.on('balance', (balance) => emitted.push(balance));
      await world.drive(broker.connect());
      const ids = (await world.drive(broker.fetchAccounts())).map(({ id }) => id);
      const before = emitted.length;
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => emitted.length > before);
      world.cutConnection();
      await world.until(() => broker.status.state !== 'live');
      await world.until(() => broker.status.state === 'live');
      for (const { account = '', currency, source } of emitted) {
        check(ids.includes(account), `the ${source} balance of ${currency} names the account ${account}`);
      }
    },
  ),
];
