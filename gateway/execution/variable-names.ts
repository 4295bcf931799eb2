/** Planners give variables of their own names like these, which a client's variable may have too. */
const taken = /^(representations|__batch_reps|contextualArgument_)/;
const PREFIX = 'client_';

/** The name under which a client's variable is planned. */
export function plannedVariable(name: string): string {
  return taken.test(name) || name.startsWith(PREFIX) ? `${PREFIX}${name}` : name;
}

/** The client's name of a planned variable. */
export function clientVariable(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}
