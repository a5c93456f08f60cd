import type { VenueProfile } from '../../../src/adapter/broker/ports';
import type { Venue } from './venues';

/** What the venues are, without their functions: a broker that loads none of a venue needs it, by the path of the file. */
export async function profiles(venues: readonly Venue[]): Promise<Readonly<Record<string, string>>> {
  const rows = await Promise.all(
    venues.map(async ({ id }) => {
      const { profile }: { readonly profile: VenueProfile } = await import(
        `../../../src/venues/${id}/profile.ts`
      );
      return `${id}: ${literal(profile)},`;
    }),
  );
  const text = `// Generated from the profiles of the venues by \`npm run generate\`; do not edit.

import type { VenueProfile } from '../../adapter/broker/ports';
import type { BuiltInVenueId } from '../../core/venue-id';

/** The venues as data: their profiles without functions. */
export const PROFILES: { readonly [V in BuiltInVenueId]: VenueProfile } = {
${rows.join('\n')}
};
`;
  return { 'src/remote/generated/profiles.ts': text };
}

/** A value as source, frozen where it is; a member that is a function is left out. */
function literal(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const text = isList
    ? `[${value.map(literal).join(', ')}]`
    : `{ ${Object.entries(value)
        .filter(([, member]) => typeof member !== 'function' && member !== undefined)
        .map(([name, member]) => `${name}: ${literal(member)}`)
        .join(', ')} }`;
  if (!Object.isFrozen(value)) return text;
  return `Object.freeze(${text}${isList && value.length > 0 ? ' as const' : ''})`;
}
