// Apart from the schemas of the kit, which need a part of it: only who writes an adapter loads all of it.
import * as zod from 'zod';

/**
 * The schema library of the kit, in the version that its readers work with. `wireId` and the other schemas of the kit are
 * parts of schemas made with it; of methods of their own they have those that bound them, transform them, make them
 * optional and give them a default.
 */
export { zod as z };
