import type { Check, Verdict, VerdictName } from '../../results/checked.js';
import { describeFindings, verdictText } from './text.js';

const COMMANDS: Record<VerdictName, 'error' | 'notice' | undefined> = {
  ok: undefined,
  note: 'notice',
  new: 'notice',
  failed: 'error',
  missing: 'error',
};

/** A check as text, and as the workflow commands that make annotations of it on GitHub. */
export function verdictGithub(check: Check): string {
  return verdictText(check) + check.verdicts.map(annotate).join('');
}

function annotate(verdict: Verdict): string {
  const command = COMMANDS[verdict.verdict];
  if (!command) return '';
  return `::${command} title=${escapeProperty(`adabatch: ${verdict.name}`)}::${escapeData(describeFindings(verdict))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property, what would end it has to be escaped too. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
