/** Whether the long form of the tests runs: `npm run faults`, a step of CI, sets vitest's mode. */
export const isLongForm = process.env['MODE'] === 'faults';
