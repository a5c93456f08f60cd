/** The package's version; the build fails when it differs from package.json. */
export const VERSION = '0.1.0';
