/** What an option id means: its value when absent (`undefined`: the feature is unsupported) and the version that brought it. */
export interface OptionMeaning {
  readonly absent: boolean | undefined;
  readonly since: '2.0' | '2.1-PRE' | '2.1' | '2.2';
}

/** The option ids of getInfo member 0x04 (CTAP 2.3 section 6.4). */
export const getInfoOption = {
  plat: { absent: false, since: '2.0' },
  rk: { absent: false, since: '2.0' },
  up: { absent: true, since: '2.0' },
  clientPin: { absent: undefined, since: '2.0' },
  uv: { absent: undefined, since: '2.0' },
  pinUvAuthToken: { absent: false, since: '2.1' },
  noMcGaPermissionsWithClientPin: { absent: false, since: '2.1' },
  largeBlobs: { absent: false, since: '2.1' },
  ep: { absent: undefined, since: '2.1' },
  bioEnroll: { absent: undefined, since: '2.1' },
  userVerificationMgmtPreview: { absent: undefined, since: '2.1-PRE' },
  uvBioEnroll: { absent: false, since: '2.1' },
  authnrCfg: { absent: false, since: '2.1' },
  uvAcfg: { absent: false, since: '2.1' },
  credMgmt: { absent: false, since: '2.1' },
  credentialMgmtPreview: { absent: false, since: '2.1-PRE' },
  perCredMgmtRO: { absent: false, since: '2.2' },
  setMinPINLength: { absent: false, since: '2.1' },
  makeCredUvNotRqd: { absent: false, since: '2.1' },
  alwaysUv: { absent: undefined, since: '2.1' },
} as const satisfies Record<string, OptionMeaning>;

/** An option id that has a meaning. */
export type GetInfoOption = keyof typeof getInfoOption;

/** An option's value with its default applied; `undefined` where the feature is unsupported. */
export function optionOf(
  info: { readonly options?: Readonly<Record<string, boolean>> },
  id: GetInfoOption,
): boolean | undefined {
  return info.options?.[id] ?? getInfoOption[id].absent;
}

/** The version strings of getInfo member 0x01. CTAP 2.2 has none. */
export const ctapVersion = {
  u2fV2: 'U2F_V2',
  fido20: 'FIDO_2_0',
  fido21Pre: 'FIDO_2_1_PRE',
  fido21: 'FIDO_2_1',
  fido23: 'FIDO_2_3',
} as const;
