import { readFile } from 'node:fs/promises';
import type { EnvTable, EnvVariable } from './core/environment';
import { ConfigurationError } from './errors';
import { suggest } from './errors/suggestion';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads options from the environment.
 * @throws ConfigurationError naming every variable that is missing, misspelt or breaks its rule, and never a value
 */
export async function readEnv(prefix: string, table: EnvTable, env: Env): Promise<Record<string, unknown>> {
  refuseUnknown(prefix, table, env);
  const missing = Object.keys(table).filter((name) => table[name]?.required && !env[prefix + name]);
  if (missing.length > 0) throw refusal(`Set ${missing.map((name) => prefix + name).join(' and ')}`);
  const options: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(table)) {
    const text = env[prefix + name];
    if (text) options[variable.option] = await readVariable(prefix + name, variable, text);
  }
  return options;
}

/** A misspelt name would be ignored, and the bot would trade with a default in its place. */
function refuseUnknown(prefix: string, table: EnvTable, env: Env): void {
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(prefix) && !Object.hasOwn(table, name.slice(prefix.length)),
  );
  if (unknown.length === 0) return;
  const known = Object.keys(table).map((name) => prefix + name);
  const shown = unknown.map((name) => {
    // The prefix is common to all: compared with it, every name would be near.
    const near = suggest(name.slice(prefix.length), Object.keys(table)).map((one) => prefix + one);
    return near.length === 0 ? name : `${name} (try ${near.join(' or ')})`;
  });
  throw refusal(`There is no variable ${shown.join(', ')}; there are ${known.join(', ')}`);
}

async function readVariable(name: string, variable: EnvVariable, text: string): Promise<unknown> {
  const { kind, oneOf, min = 0, max = Number.MAX_SAFE_INTEGER } = variable;
  switch (kind) {
    case 'text':
      if (oneOf && !oneOf.includes(text)) throw refusal(`${name} must be ${oneOf.join(' or ')}`);
      return text;
    case 'integer': {
      const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      if (!(value >= min && value <= max))
        throw refusal(`${name} must be a whole number of ${min} to ${max}`);
      return value;
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw refusal(`${name} must be true or false`);
      return text === 'true';
    case 'list':
      return text.split(',').map((item) => item.trim());
    case 'file':
      return readText(name, text);
  }
}

async function readText(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    // The message of the cause would name the path, which is a value.
    throw refusal(`${name} names a file that cannot be read (${code})`);
  }
}

function refusal(message: string): ConfigurationError {
  return new ConfigurationError(message, { sent: false });
}
