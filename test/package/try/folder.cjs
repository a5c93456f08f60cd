/** A folder of a user: empty, outside of the checkout, with what is installed into it. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const programs = path.join(__dirname, 'programs');
const LIMIT_MS = 300_000;

/** The environment without what `npm run` adds: it would make npm work on the checkout. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_)|^npm_config_local_prefix$|^INIT_CWD$/i.test(name),
  ),
);

class Folder {
  constructor(parent, name) {
    this.path = path.join(parent, name);
    fs.mkdirSync(this.path);
    this.write('package.json', '{ "private": true }\n');
  }

  write(name, text) {
    fs.writeFileSync(path.join(this.path, name), text);
  }

  /** Copies a program under another name, and with it its kind of module. */
  addProgram(name, as = name) {
    fs.copyFileSync(path.join(programs, name), path.join(this.path, as));
  }

  install(...packages) {
    return this.run(
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--save-exact',
      ...packages,
    );
  }

  /**
   * Runs a command of the folder or of the machine.
   * @returns what it printed
   * @throws Error with what it printed when it fails or takes longer than five minutes
   */
  run(command, ...args) {
    const local = path.join(this.path, 'node_modules', '.bin', command);
    const { status, signal, stdout, stderr, error } = spawnSync(
      fs.existsSync(local) ? local : command,
      args,
      {
        cwd: this.path,
        encoding: 'utf8',
        env,
        timeout: LIMIT_MS,
        killSignal: 'SIGKILL',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    if (error) throw error;
    if (status !== 0) {
      throw new Error(`${[command, ...args].join(' ')} ended with ${status ?? signal}\n${stdout}${stderr}`);
    }
    return stdout;
  }

  /** Runs a program that shows a quote. */
  runForQuote(command, ...args) {
    const output = this.run(command, ...args);
    if (!/^first quote \S+ [\d.]+$/m.test(output)) throw new Error(`There is no quote in:\n${output}`);
  }

  /** The bytes below `node_modules`. */
  installedBytes() {
    const below = (directory) =>
      fs.readdirSync(directory, { withFileTypes: true }).reduce((sum, item) => {
        const file = path.join(directory, item.name);
        return sum + (item.isDirectory() ? below(file) : fs.lstatSync(file).size);
      }, 0);
    return below(path.join(this.path, 'node_modules'));
  }
}

module.exports = { Folder };
