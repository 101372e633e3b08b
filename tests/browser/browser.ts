import { chromium, type Browser } from 'playwright-core';

/** The address of the storefront under test, without a slash at its end. */
export function storefront(): string {
  const url = process.env['PORTICO_URL'];
  if (url === undefined || url === '') {
    throw new Error(
      'set PORTICO_URL to the address of a running storefront, such as http://127.0.0.1:4000',
    );
  }
  return url.replace(/\/$/, '');
}

/** The system's Chromium; nothing is downloaded. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
