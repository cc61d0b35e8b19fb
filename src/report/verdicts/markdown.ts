import { markdownTable } from 'markdown-table';
import type { ClaimVerdicts, Finding } from '../../results/verdicts.js';
import { escapeMarkup } from '../comparison/markdown.js';
import { ORIGIN, type Reproduction } from './reproduction.js';
import { cellText, circumstances, subjectText, titleOf, verdictText } from './words.js';

/**
 * The verdicts as Markdown.
 * @param pictureOf the file of a figure, by the claim and its place among those of the claim
 */
export function verdictMarkdown(
  { verdicts, figuresOf }: Reproduction,
  pictureOf: (claim: string, place: number) => string,
): string {
  const overview = tableOf(
    ['claim', 'data', 'verdict', 'why'],
    verdicts.claims.flatMap((claim) =>
      claim.findings.map((finding) => [titleOf(claim), subjectText(finding), verdictText(finding), finding.reason]),
    ),
  );
  const sections = verdicts.claims.map((claim) => {
    const figures = figuresOf.get(claim.claim) ?? [];
    const pictures = figures.map(({ title }, place) => `![${escapeMarkup(title)}](${pictureOf(claim.claim, place)})`);
    return [...introduction(claim), ...claim.findings.flatMap(describe), ...pictures].join('\n\n');
  });
  return `${['# The claims of AdaBatch, checked', escapeMarkup(ORIGIN), escapeMarkup(circumstances(verdicts)), overview, ...sections].join('\n\n')}\n`;
}

function introduction(claim: ClaimVerdicts): string[] {
  return [
    `## ${escapeMarkup(titleOf(claim))}`,
    `${escapeMarkup(claim.statement)} (${claim.source})`,
    `**Criterion.** ${escapeMarkup(claim.criterion)}`,
    `\`\`\`sh\n${claim.command}\n\`\`\``,
  ];
}

function describe(finding: Finding): string[] {
  const { reason, remarks, table } = finding;
  const texts = [reason, ...remarks].map((text) => `- ${escapeMarkup(text)}`);
  return [
    `### ${escapeMarkup(`${subjectText(finding)}: ${verdictText(finding)}`)}`,
    texts.join('\n'),
    ...(table.rows.length > 0
      ? [
          tableOf(
            table.columns,
            table.rows.map((row) => row.map(cellText)),
          ),
        ]
      : []),
  ];
}

function tableOf(head: string[], rows: string[][]): string {
  return markdownTable([head, ...rows.map((row) => row.map(escapeMarkup))], { alignDelimiters: false });
}
