/**
 * Refuses every connection that would leave this machine, in this process and, through NODE_OPTIONS, in the Node
 * processes it starts. Patches the prototypes below net, tls, http, fetch and dgram, so that no client slips past;
 * sockets that msw answers itself never reach them.
 */
const dgram = require('node:dgram');
const net = require('node:net');

const KEY = Symbol.for('venuekit.test.networkGuard');

/** True for localhost, 127.0.0.0/8 and ::1 in their usual spellings. */
function isLoopback(host) {
  if (host === undefined || host === null || host === '') return true;
  const name = String(host)
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return net.isIPv4(name) ? name.startsWith('127.') : name === '::1' || name === '0:0:0:0:0:0:0:1';
}

/** The host that the arguments of Socket.connect name; undefined for a pipe or the default host. */
function hostOf(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) return first.path ? undefined : first.host;
  return typeof second === 'string' ? second : undefined;
}

/** The address among the arguments of a dgram call: the one string after the leading values. */
function addressOf(args) {
  return args.slice(1).find((value) => typeof value === 'string');
}

function install() {
  if (globalThis[KEY]) return globalThis[KEY];
  const refused = [];

  const refuse = (what, host) => {
    const message = `The network guard refused ${what} to ${host}: tests stay on loopback.`;
    refused.push(message);
    return Object.assign(new Error(message), { code: 'ERR_NETWORK_GUARD' });
  };

  // A socket fails as a real one does, with a later event: a throw would end inside the clients' own machinery.
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const host = hostOf(args);
    if (isLoopback(host)) return connect.apply(this, args);
    const error = refuse('a connection', host);
    process.nextTick(() => this.destroy(error));
    return this;
  };

  for (const method of ['connect', 'send']) {
    const original = dgram.Socket.prototype[method];
    dgram.Socket.prototype[method] = function (...args) {
      const host = addressOf(args);
      if (!isLoopback(host)) throw refuse('a datagram', host);
      return original.apply(this, args);
    };
  }

  const option = `--require=${JSON.stringify(__filename)}`;
  const inherited = process.env.NODE_OPTIONS ?? '';
  if (!inherited.includes(option)) process.env.NODE_OPTIONS = `${inherited} ${option}`.trim();

  globalThis[KEY] = { isLoopback, refused };
  return globalThis[KEY];
}

module.exports = install();
