/** What a browser says of itself, in the words of the form; empty where it does not say. */
export interface Device {
  phone: string;
  osVersion: string;
  browser: string;
}

export function deviceOf(userAgent: string): Device {
  const find = (pattern: RegExp) => pattern.exec(userAgent)?.[1] ?? '';
  const ios = find(/(?:iPhone|CPU) OS ([\d_]+)/).replaceAll('_', '.');
  const android = find(/Android ([\d.]+)/);
  // Chrome calls every Android phone "K" nowadays.
  const model = find(/Android [\d.]+; ([^;)]+?)(?: Build\/[^;)]*)?[;)]/).replace(/^(K|wv|Mobile)$/, '');
  return {
    phone: /iPhone/.test(userAgent) ? 'iPhone' : /iPad/.test(userAgent) ? 'iPad' : model,
    osVersion: ios ? `iOS ${ios}` : android ? `Android ${android}` : /Windows NT 10/.test(userAgent) ? 'Windows' : /Macintosh/.test(userAgent) ? 'macOS' : '',
    browser: browserOf(userAgent),
  };
}

/** The first that fits: many call themselves Safari and Chrome besides. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg(?:e|A|iOS)?\/([\d]+)/], ['Samsung Internet', /SamsungBrowser\/([\d]+)/], ['Firefox', /(?:Firefox|FxiOS)\/([\d]+)/],
  ['Chrome', /(?:HeadlessChrome|Chrome|CriOS)\/([\d]+)/], ['Safari', /Version\/([\d.]+).*Safari/],
];

function browserOf(userAgent: string): string {
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) {
      return `${name} ${version}`;
    }
  }
  return '';
}
