import { addDecimals, compareDecimals, type Decimal, type Order, type Position } from '../../../model';
import { decimalOf, remainderOf, type TradeFields } from '../map';

/** How far the venue's clock may be from where we take it to be, in ms. */
const CLOCK_TOLERANCE_MS = 1000;

/**
 * A position, and how much of it the closing transactions that are known account for.
 *
 * The venue sends what is left of a position and what closed it in frames of their own, which come in any order, twice,
 * or never.
 */
export class HeldPosition {
  /** The order that opened it. */
  readonly opening: Pick<Order, 'id' | 'clientOrderId'>;
  row: TradeFields;
  position: Position;
  /** Whether the order and the fill that opened it have been emitted. */
  isOpeningEmitted = false;
  /** All that was opened, closed parts included. */
  #total: Decimal;
  #closed: Decimal = '0';
  /** The venue's time of the last closing transaction, UTC epoch ms. */
  #closeTime = 0;
  #gone: { readonly time: number; readonly volume: Decimal } | undefined;

  constructor(row: TradeFields, position: Position, total: Decimal, opening: Order) {
    this.row = row;
    this.position = position;
    this.opening = opening;
    this.#total = total;
  }

  get total(): Decimal {
    return this.#total;
  }

  /** What no closing transaction accounts for. */
  get left(): Decimal {
    return remainderOf(this.#total, this.#closed);
  }

  /** Whether a row of the venue has shown that it is gone. */
  get isGone(): boolean {
    return this.#gone !== undefined;
  }

  /** Whether a closing transaction has not come yet: the venue shows less than is left. */
  get lacksClosings(): boolean {
    return compareDecimals(this.left, this.position.quantity) > 0;
  }

  /** What an open row shows to be left; `undefined` where the row is older than what is known. */
  quantityOf(row: TradeFields): Decimal | undefined {
    const volume = decimalOf(row.volume);
    if (compareDecimals(volume, this.#total) > 0) this.#total = volume;
    const changed = Math.max(this.#closeTime, this.#gone?.time ?? 0);
    const isCurrent = row.timestamp != null && row.timestamp > changed;
    // Volumes only fall: less than what was gone is a rest that goes on, as much is a frame that comes late.
    if (this.#gone && !isCurrent && compareDecimals(volume, this.#gone.volume) >= 0) return undefined;
    this.#gone = undefined;
    if (isCurrent && compareDecimals(volume, this.left) > 0) this.#total = addDecimals(volume, this.#closed);
    return compareDecimals(volume, this.left) < 0 ? volume : this.left;
  }

  /**
   * Counts a closing transaction.
   * @param time - the venue's, UTC epoch ms; 0 where it was before the position became known
   */
  close(volume: Decimal, time: number): void {
    this.#closed = addDecimals(this.#closed, volume);
    this.#closeTime = Math.max(this.#closeTime, time);
  }

  /**
   * A row of the venue shows that it is gone.
   * @param volume - what was left until then
   * @param time - the venue's clock when it was heard, UTC epoch ms
   */
  leave(volume: Decimal, time: number): void {
    this.#gone = { volume, time: time + CLOCK_TOLERANCE_MS };
  }

  /** What closed the rest stays unknown. */
  giveUp(): void {
    this.#closed = remainderOf(this.#total, this.position.quantity);
  }
}
