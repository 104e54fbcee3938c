/** Messages of one byte that a vpcd reader sends to its card; everything longer is a command APDU. */
export const vpcdControl = { POWER_OFF: 0, POWER_ON: 1, RESET: 2, GET_ATR: 4 } as const;
