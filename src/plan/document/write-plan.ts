/** Writes the plan of a move from its facts. The same facts give the same sections. Pure. */
import { calendarSection } from './calendar-section.ts';
import { renamedFoldersSection, whatMovesSection, whatStaysSection } from './content-sections.ts';
import { acceptanceSection, dutiesSection, rollBackSection } from './duty-sections.ts';
import { scopeSection, summarySection } from './people-sections.ts';
import type { Section } from './plan-document.ts';
import type { PlanFacts } from './plan-facts.ts';
import { riskSection } from './risk-section.ts';
import { estimateSection, wavesSection } from './time-sections.ts';

export function writePlan(facts: PlanFacts): readonly Section[] {
  return [
    summarySection(facts),
    scopeSection(facts),
    whatMovesSection(facts),
    whatStaysSection(facts),
    renamedFoldersSection(facts),
    riskSection(facts),
    estimateSection(facts),
    wavesSection(facts),
    calendarSection(facts),
    dutiesSection(facts),
    rollBackSection(facts),
    acceptanceSection(facts),
  ];
}
