/**
 * Where a file of this package is.
 * @param path from the folder with package.json, which is one up from src, where tests load this module, and from dist
 */
export function packageFile(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}
