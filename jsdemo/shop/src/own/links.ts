// Where the repository's documents are to be read.

const repository = "https://github.com/hearthrank/hearth/blob/main/";

/** The address of a file of the repository. */
export function documentUrl(path: string): string {
  return `${repository}${path}`;
}
