/**
 * The import rules of the rooms in src/. A room may import itself and the rooms listed for it, nothing else.
 * A room that does not exist yet, or that is not listed, fails no rule of its own.
 */
const below = {
  core: [],
  errors: ['core'],
  model: ['core', 'errors'],
  broker: ['core', 'errors', 'model'],
  orders: ['core', 'errors', 'model', 'broker'],
  transport: ['core', 'errors'],
  streaming: ['core', 'errors', 'model', 'broker', 'transport'],
  adapter: ['core', 'errors', 'model', 'broker', 'orders', 'transport', 'streaming'],
  bot: ['core', 'errors', 'model', 'broker', 'orders', 'transport'],
  emulators: ['core'],
};

const layers = Object.entries(below).map(([room, rooms]) => ({
  name: `room-${room}`,
  comment: `src/${room} imports only ${rooms.length > 0 ? rooms.join(', ') : 'its own files'}.`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...rooms].join('|')})/` },
}));

const adapterRooms = ['core', 'errors', 'model', 'broker', 'orders', 'transport', 'streaming', 'adapter'];

/** The files a user of the package can import. */
const publicSurface =
  '^src/(index|adapter/index|venues/[^/]+/index|emulators/index|opentelemetry/index|remote/index|testing/index)[.]ts$';

/** A package of node_modules, its types included. */
const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|').replaceAll('.', '[.]')})/`;

const onlyIn = (name, comment, to, pathNot) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot },
  to,
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'No cycles, type imports included.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'Every import must resolve.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency',
      comment: 'Published code uses only what package.json lists as a dependency.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        // Peer dependencies, which tests need as well.
        pathNot: npm('@opentelemetry/api', 'rate-limiter-flexible', 'redis'),
      },
    },
    {
      name: 'no-test-from-src',
      comment: 'src never imports tests or examples.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|examples)/' },
    },
    ...layers,
    {
      name: 'core-no-package',
      comment: 'core imports no package.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '(^|/)node_modules/(?!@types/node/)' },
    },
    {
      name: 'bot-no-network',
      comment: 'bot uses of transport only what times a wait.',
      severity: 'error',
      from: { path: '^src/bot/' },
      to: { path: '^src/transport/', pathNot: '^src/transport/(backoff|deadline|sleep)[.]ts$' },
    },
    {
      name: 'room-venues',
      comment: 'A venue imports its own files and the shared rooms.',
      severity: 'error',
      from: { path: '^src/venues/' },
      to: { path: '^src/', pathNot: `^src/(venues|${adapterRooms.join('|')})/` },
    },
    {
      name: 'venues-apart',
      comment: 'A venue never imports another venue.',
      severity: 'error',
      from: { path: '^src/venues/([^/]+)/' },
      to: { path: '^src/venues/', pathNot: '^src/venues/$1/' },
    },
    {
      name: 'room-testing',
      comment: 'testing imports the public surface and its own files.',
      severity: 'error',
      from: { path: '^src/testing/' },
      to: { path: '^src/', pathNot: ['^src/testing/', publicSurface] },
    },
    {
      name: 'room-opentelemetry',
      comment: 'opentelemetry imports types of the main entry and its own files.',
      severity: 'error',
      from: { path: '^src/opentelemetry/' },
      to: { path: '^src/', pathNot: '^src/(opentelemetry/|index[.]ts$)' },
    },
    {
      name: 'room-remote',
      comment: 'remote imports the shared rooms and its own files.',
      severity: 'error',
      from: { path: '^src/remote/' },
      to: { path: '^src/', pathNot: `^src/(remote|venues|${adapterRooms.join('|')})/` },
    },
    {
      name: 'remote-loads-no-venue',
      comment: 'remote names venues as types alone.',
      severity: 'error',
      from: { path: '^src/remote/' },
      to: { path: '^src/venues/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'room-cli',
      comment: 'cli imports the public surface and its own files.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: ['^src/cli/', publicSurface] },
    },
    {
      name: 'root-no-tools',
      comment: 'The main entry brings no emulator, bus, test suite or command along.',
      severity: 'error',
      from: { path: '^src/[^/]+[.]ts$' },
      to: { path: '^src/(emulators|opentelemetry|remote|testing|cli)/' },
    },
    {
      name: 'root-loads-venues-lazily',
      comment: 'The main entry names venues as types and loads them with import().',
      severity: 'error',
      from: { path: '^src/[^/]+[.]ts$' },
      to: { path: '^src/venues/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-transport-barrel',
      comment: 'No src/transport/index.ts: importing one transport must not load the others.',
      severity: 'error',
      from: { path: '^src/transport/index[.]ts$' },
      to: {},
    },
    onlyIn(
      'axios-in-transport',
      'axios appears only in transport.',
      { path: npm('axios') },
      '^src/transport/',
    ),
    onlyIn('ws-in-transport', 'ws appears only in transport and emulators.', { path: npm('ws') }, [
      '^src/(transport|emulators)/',
    ]),
    onlyIn(
      'sockets-in-transport',
      'Node sockets and servers appear only in transport and emulators.',
      { path: '^(node:)?(net|tls|http|https|http2|dgram)$', dependencyTypes: ['core'] },
      '^src/(transport|emulators)/',
    ),
    onlyIn(
      'zod-in-schema',
      'zod itself appears only in the schema room.',
      { path: npm('zod') },
      '^src/adapter/schema/',
    ),
    onlyIn(
      'schemas-in-wire',
      'Schemas are written only in the schema room, in wire and options files and in the messages of remote.',
      { path: '^src/adapter/schema/zod[.]ts$' },
      '^src/adapter/schema/|(^|/)(wire[^/]*|options)[.]ts$|/wire/|^src/remote/messages/',
    ),
    onlyIn(
      'decimal-in-emulators',
      'Everything but the emulators computes through model.',
      { path: npm('decimal.js') },
      '^src/emulators/',
    ),
    onlyIn(
      'terminal-in-cli',
      'Only cli draws on a terminal.',
      { path: npm('commander', 'cli-table3') },
      '^src/cli/',
    ),
    onlyIn(
      'telemetry-in-opentelemetry',
      'Only opentelemetry loads the package that a user may lack.',
      { path: npm('@opentelemetry') },
      '^src/opentelemetry/',
    ),
    onlyIn(
      'redis-in-bus',
      'Only the bus loads the package that a user may lack.',
      { path: npm('redis', '@redis') },
      '^src/remote/bus/',
    ),
    onlyIn(
      'limiter-in-quota',
      'Only the shared quota loads the package that a user may lack.',
      { path: npm('rate-limiter-flexible') },
      '^src/remote/quota/',
    ),
    onlyIn('certificates-in-emulators', 'Only emulators make certificates.', { path: npm('selfsigned') }, [
      '^src/emulators/',
    ]),
    {
      name: 'emulators-packages',
      comment: 'Emulators use decimal.js, ws, selfsigned and Node itself.',
      severity: 'error',
      from: { path: '^src/emulators/' },
      to: {
        path: '(^|/)node_modules/',
        pathNot: ['(^|/)node_modules/@types/node/', npm('decimal.js', 'ws', 'selfsigned')],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
    },
  },
};
