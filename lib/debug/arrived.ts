/** Thrown out of a run that is played again where it was to end; it is only to be looked at then. */
export const ARRIVED = { arrived: true };
