/**
 * Where a file of this package is.
 * @param path from the folder with package.json: from src, where tests load this module, and from dist it is one folder up
 */
export function packageFile(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}
