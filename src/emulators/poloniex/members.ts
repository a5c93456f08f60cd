import { Decimal, ZERO } from './money';
import { badParameter, PoloniexRefusal } from './refusal';

/** The members of a JSON object that a client sent. */
export type Members = Readonly<Record<string, unknown>>;

const DECIMAL = /^\d{1,30}(\.\d{1,30})?$/;
const CLIENT_ID = /^[A-Za-z0-9_-]{0,64}$/;

/** An object's members; undefined for anything else. */
export function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined;
}

/** A text member; '' where it is absent. @throws PoloniexRefusal */
export function textOf(members: Members, name: string): string {
  const value = members[name] ?? '';
  if (typeof value !== 'string') throw badParameter(name);
  return value;
}

/** A decimal member as text or number; zero where it is absent. @throws PoloniexRefusal */
export function decimalOf(members: Members, name: string): Decimal {
  const value = members[name] ?? '';
  const text = typeof value === 'number' ? new Decimal(value).toFixed() : value;
  if (text === '') return ZERO;
  if (typeof text !== 'string' || !DECIMAL.test(text)) throw badParameter(name);
  return new Decimal(text);
}

/** A client's own id; '' where it is absent. @throws PoloniexRefusal */
export function clientIdOf(members: Members): string {
  const value = textOf(members, 'clientOrderId');
  if (!CLIENT_ID.test(value)) throw new PoloniexRefusal(21_315, 'Client orderId is not valid');
  return value;
}

/** A list of texts or whole numbers; empty where it is absent. @throws PoloniexRefusal */
export function listOf(members: Members, name: string): string[] {
  const value = members[name] ?? [];
  if (!Array.isArray(value)) throw badParameter(name);
  return value.map(String);
}
