import type { Plugin } from 'vite';

export interface BuiltChunk {
  imports: string[];
  dynamicImports: string[];
  modules: string[];
}

const staffOnly = /\/src\/staff\/|\/node_modules\/oidc-client-ts\//;

/** The modules of the console that a page of members would load, at once or later: none (WEB-7). */
export function staffModulesLoadedBy(entry: string, chunks: ReadonlyMap<string, BuiltChunk>): string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const chunk = chunks.get(name);
    if (chunk && !seen.has(name)) {
      seen.add(name);
      [...chunk.imports, ...chunk.dynamicImports].forEach(visit);
    }
  };
  visit(entry);
  return [...seen].flatMap((name) => chunks.get(name)!.modules.filter((module) => staffOnly.test(module)));
}

/** Ends the build where a page of members would load something of the console. */
export function separateEntries(): Plugin {
  return {
    name: 'kencom-separate-entries',
    generateBundle(_, bundle) {
      const chunks = new Map<string, BuiltChunk>();
      let entry: string | undefined;
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') {
          chunks.set(file.fileName, { imports: file.imports, dynamicImports: file.dynamicImports, modules: Object.keys(file.modules) });
          entry = file.isEntry && file.facadeModuleId?.endsWith('/index.html') ? file.fileName : entry;
        }
      }
      if (entry === undefined) {
        throw new Error('The build has no chunk for index.html.');
      }
      const found = staffModulesLoadedBy(entry, chunks);
      if (found.length > 0) {
        throw new Error(`Pages of members would load the console's ${found.join(', ')}.`);
      }
    },
  };
}
