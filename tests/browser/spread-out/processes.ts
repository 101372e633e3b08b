import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** How long the whole shop may take to start, and one process to end or to be back. */
const PATIENCE_MS = 180_000;

/** The shop as separate processes on real servers, each of which can be stopped. */
export class Processes {
  readonly #program: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #folder: string;
  /** Address of the storefront. */
  readonly url: string;

  private constructor(
    program: ChildProcess,
    lines: AsyncIterator<string>,
    folder: string,
    url: string,
  ) {
    this.#program = program;
    this.#lines = lines;
    this.#folder = folder;
    this.url = url;
  }

  /** Starts everything on fresh data, with the program that `PORTICO_SPREAD_OUT` names. */
  static async start(): Promise<Processes> {
    const path = process.env['PORTICO_SPREAD_OUT'];
    assert.ok(path, 'set PORTICO_SPREAD_OUT to the program portico-spread-out');
    const folder = await mkdtemp(join(tmpdir(), 'portico-spread-out-'));
    // Started by root, the servers run as users of their own, who have to reach their folders.
    await chmod(folder, 0o755);
    const storefront = resolve(import.meta.dirname, '../../../web/build');
    const program = spawn(path, [folder, storefront], { stdio: ['pipe', 'pipe', 'inherit'] });
    const output: Interface = createInterface({ input: program.stdout });
    const lines = output[Symbol.asyncIterator]();
    let url: string | undefined;
    for (;;) {
      const line = await next(lines);
      url ??= /^gateway\s+(http:\S+)\/$/.exec(line)?.[1];
      if (line.startsWith('logs') && url !== undefined) {
        return new Processes(program, lines, folder, url);
      }
    }
  }

  /** `kill -9` of one service. */
  kill(service: string): Promise<void> {
    return this.#command(`kill ${service}`);
  }

  /** Starts a service that was killed, and waits until it is ready. */
  restart(service: string): Promise<void> {
    return this.#command(`start ${service}`);
  }

  /** Ends everything; fails when a process did not end cleanly. */
  async stop(): Promise<void> {
    const ended = new Promise<number | null>((done) => this.#program.once('exit', done));
    this.#program.kill('SIGINT');
    assert.equal(await ended, 0, 'the shop did not stop cleanly');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #command(command: string): Promise<void> {
    this.#program.stdin?.write(`${command}\n`);
    for (;;) {
      const line = await next(this.#lines);
      assert.ok(!line.startsWith('error:'), line);
      if (line === `done ${command}`) {
        return;
      }
    }
  }
}

async function next(lines: AsyncIterator<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('portico-spread-out says nothing')), PATIENCE_MS);
  });
  const line = await Promise.race([lines.next(), late]).finally(() => clearTimeout(timer));
  assert.ok(!line.done, 'portico-spread-out has ended');
  return line.value;
}
