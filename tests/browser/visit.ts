import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { storefront } from './browser.ts';

/** How long a page may take to show what is waited for; generous, because the machine may be busy. */
const PATIENCE_MS = 20_000;

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** One visitor with a browser profile of their own. */
export interface Visit {
  readonly page: Page;
  /** What the browser complained about: script errors, blocked content, failed requests that nobody provoked. */
  readonly complaints: readonly string[];
  leave(): Promise<void>;
}

export interface VisitOptions {
  /** Errors the test provokes itself, recognised by a part of their text. */
  readonly expected?: readonly string[];
  /** The storefront to visit, where it is not that of the environment. */
  readonly at?: string;
}

export async function visit(browser: Browser, options: VisitOptions = {}): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({
    baseURL: options.at ?? storefront(),
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const complain = (text: string): void => {
    if (!options.expected?.some((part) => text.includes(part))) {
      complaints.push(text);
    }
  };
  page.on('pageerror', (error) => complain(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      complain(`console: ${message.text()}`);
    }
  });
  return { page, complaints, leave: () => context.close() };
}

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly {
    readonly target: readonly string[];
    readonly failureSummary?: string;
  }[];
}

/** Fails when the page as it stands breaks a rule of WCAG 2.2 A or AA, or a best practice, that axe can see. */
export async function audit(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: AxeViolation[] }> };
    };
    return (await axe.run()).violations;
  });
  const report = violations.map(({ id, help, nodes }) => {
    const places = nodes.map(
      (node) => `    ${node.target.join(' ')}: ${node.failureSummary ?? ''}`,
    );
    return `  ${id}: ${help}\n${places.join('\n')}`;
  });
  assert.equal(violations.length, 0, `accessibility of ${page.url()}:\n${report.join('\n')}`);
}

/** Fails when the page is wider than the screen, so that one would have to scroll sideways. */
export async function fits(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${page.url()} is ${overflow} px wider than the screen`);
}

/** Runs a check again until it holds or the patience is over; its last failure is the test's. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
