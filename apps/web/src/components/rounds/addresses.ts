// The addresses of the pages of what was.

const family = (familyId: string): string => `/f/${encodeURIComponent(familyId)}`;

export function battleHref(familyId: string): string {
  return family(familyId);
}

export function roundsHref(familyId: string): string {
  return `${family(familyId)}/rounds`;
}

export function roundHref(familyId: string, round: number): string {
  return `${family(familyId)}/rounds/${round}`;
}

export function fameHref(familyId: string): string {
  return `${family(familyId)}/fame`;
}
