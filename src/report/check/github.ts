import type { Check, Verdict, VerdictName } from '../../results/check/verdict.js';
import { visible } from '../../util/visible.js';
import { describeFindings, describeVersions, verdictText } from './text.js';

const COMMANDS: Record<VerdictName, 'error' | 'notice' | undefined> = {
  ok: undefined,
  note: 'notice',
  new: 'notice',
  failed: 'error',
  missing: 'error',
};

/** A check as text, and as the workflow commands that make annotations of it on GitHub. */
export function verdictGithub(check: Check): string {
  const versions = check.versions.map((change) => command('notice', 'adabatch', describeVersions(change)));
  return verdictText(check) + [...check.verdicts.map(annotate), ...versions].join('');
}

function annotate(verdict: Verdict): string {
  const name = COMMANDS[verdict.verdict];
  return name ? command(name, `adabatch: ${verdict.name}`, describeFindings(verdict)) : '';
}

function command(name: string, title: string, text: string): string {
  return `::${name} title=${escapeProperty(title)}::${escapeData(text)}\n`;
}

/** Escapes newlines, which would end the command and begin another, and escapes, which would reach the log. */
function escapeData(text: string): string {
  return visible(text).replaceAll('%', '%25');
}

/** In a property, the characters that would end it have to be escaped too. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
