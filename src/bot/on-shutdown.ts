import { constants } from 'node:os';
import type { Broker } from '../broker';
import { type Clock, systemClock } from '../core/clock';
import { defaultLogger } from '../core/logger';
import { ValidationError } from '../errors';
import type { Position } from '../model';
import { checkTimeout, raceDeadline, startDeadline } from '../transport/deadline';
import { shutDownBroker } from './shut-down-broker';
import { linesOf, type ShutdownReport } from './shutdown-report';

/** The parts of `process` that a shutdown uses. */
export interface ShutdownProcess {
  on(signal: string, listener: () => void): unknown;
  off(signal: string, listener: () => void): unknown;
  exit(code: number): void;
  exitCode?: number | string | null | undefined;
}

/** What a shutdown ends, and how. */
export interface ShutdownOptions {
  /** `own`: the orders of this process; `all`: every order of the account. It has no default: the caller must decide. */
  readonly cancelOrders: 'own' | 'all' | 'none';
  /** Whether positions are closed, all of them or those for which it returns true. @defaultValue false */
  readonly closePositions?: boolean | ((position: Position) => boolean) | undefined;
  /** Called first: ends the strategy, so that it places no more orders. */
  readonly stop?: (() => void | Promise<void>) | undefined;
  /**
   * Longest time in ms for `stop`, cancels, closings and reads together, at least 1; closing the brokers takes up to two
   * seconds more. Docker kills a container 10 s after SIGTERM. @defaultValue 8000
   */
  readonly timeoutMs?: number | undefined;
  /** Receives what was done and what is left open, before the exit. @defaultValue writes it to standard error */
  readonly report?: ((report: ShutdownReport) => void | Promise<void>) | undefined;
  /** @defaultValue SIGINT (Ctrl-C) and SIGTERM */
  readonly signals?: readonly string[] | undefined;
  /** Whether the process exits at the end; otherwise only `process.exitCode` is set. @defaultValue true */
  readonly exit?: boolean | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** @defaultValue this process */
  readonly process?: ShutdownProcess | undefined;
}

/** How long an asynchronous report may take, in ms. */
const REPORT_MS = 2000;

/**
 * Ends brokers in order at Ctrl-C and SIGTERM: stops the strategy, cancels orders, closes positions, reads what is left
 * open, closes the brokers, reports and exits.
 *
 * A broker that is reconnecting is waited for within the time. The exit code is 0 when all was done that was asked for and
 * the venue showed it afterwards, else 1. A second signal exits at once, with 130 for Ctrl-C and 143 for SIGTERM. A bot
 * that stops by itself needs none of this: it calls the returned function and `broker.close()`.
 *
 * @param brokers - one or several; they are ended at the same time
 * @returns removes the listeners; a shutdown that has begun goes on
 * @throws ValidationError when an option is out of range
 */
export function onShutdown(brokers: Broker | readonly Broker[], options: ShutdownOptions): () => void {
  const { timeoutMs = 8000, signals = ['SIGINT', 'SIGTERM'] } = options;
  const target: ShutdownProcess = options.process ?? process;
  checkTimeout(timeoutMs);
  if (!['own', 'all', 'none'].includes(options.cancelOrders)) {
    throw new ValidationError('cancelOrders', "must be 'own', 'all' or 'none'", {
      value: options.cancelOrders,
    });
  }
  let isEnding = false;
  const listeners = signals.map((signal) => {
    const onSignal = (): void => {
      if (isEnding) {
        target.exit(128 + (constants.signals[signal as NodeJS.Signals] ?? 0));
        return;
      }
      isEnding = true;
      void shutDown(signal, [brokers].flat() as readonly Broker[], { ...options, timeoutMs }).then((code) => {
        dispose();
        target.exitCode = code;
        if (options.exit !== false) target.exit(code);
      });
    };
    target.on(signal, onSignal);
    return { signal, onSignal };
  });
  const dispose = (): void => {
    for (const { signal, onSignal } of listeners) target.off(signal, onSignal);
  };
  return dispose;
}

async function shutDown(
  signal: string,
  brokers: readonly Broker[],
  options: ShutdownOptions & { readonly timeoutMs: number },
): Promise<0 | 1> {
  const { cancelOrders, closePositions = false, clock = systemClock, stop, timeoutMs } = options;
  const deadline = startDeadline({ clock, timeoutMs, operation: 'shutdown' });
  // Half of the time: a strategy that does not end must not keep the orders open.
  const stopMs = Math.max(1, Math.floor(timeoutMs / 2));
  const isStopped = stop === undefined || (await succeeds('stop', stop, clock, stopMs));
  const reports = await Promise.all(
    brokers.map((broker) =>
      shutDownBroker(broker, {
        cancelOrders,
        closePositions: closePositions !== false,
        isToClose: typeof closePositions === 'function' ? closePositions : () => true,
        deadline,
        clock,
      }),
    ),
  );
  deadline.dispose();
  const exitCode = isStopped && reports.every(({ isComplete }) => isComplete) ? 0 : 1;
  const { report = writeReport } = options;
  const give = (): void | Promise<void> => report({ signal, exitCode, brokers: reports });
  const isReported = await succeeds('report', give, clock, REPORT_MS);
  return isReported ? exitCode : 1;
}

function writeReport(report: ShutdownReport): void {
  for (const line of linesOf(report)) defaultLogger.warn(line);
}

/** Runs a function of the caller; a failure of it must not keep the orders open or the process running. */
async function succeeds(
  operation: string,
  run: () => void | Promise<void>,
  clock: Clock,
  timeoutMs: number,
): Promise<boolean> {
  const limit = startDeadline({ clock, timeoutMs, operation });
  try {
    await raceDeadline((async () => run())(), limit);
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    defaultLogger.error(`The shutdown's ${operation} failed: ${why}`);
    return false;
  } finally {
    limit.dispose();
  }
}
