import { configs as lit } from 'eslint-plugin-lit';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['dist', '**/*.gen.ts', 'eslint.config.js'] },
  ...typescript.configs.recommendedTypeChecked,
  lit['flat/recommended'],
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Lit's event listeners and lifecycle are fire-and-forget; failures are answers, not exceptions (src/api/client.ts).
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // Lit calls a template's listeners on their element.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
