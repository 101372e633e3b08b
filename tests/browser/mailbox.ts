import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './visit.ts';

/** Waits for a mail to an address with this subject in the shop's mailbox folder, and takes the token out of it. */
export async function mailedToken(address: string, subject: string): Promise<string> {
  const folder = process.env['PORTICO_MAILBOX'];
  assert.ok(folder, "set PORTICO_MAILBOX to the shop's mailbox folder, such as .portico/mail");
  let token: string | undefined;
  await eventually(() => {
    const mails = readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      // Quoted-printable: long lines are folded.
      .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', ''));
    const mail = mails.find(
      (text) => text.includes(address) && text.includes(`Subject: ${subject}`),
    );
    token = /pmt_[\w-]{43}/.exec(mail ?? '')?.[0];
    assert.ok(token, `no mail "${subject}" to ${address}`);
    return Promise.resolve();
  });
  assert.ok(token);
  return token;
}
