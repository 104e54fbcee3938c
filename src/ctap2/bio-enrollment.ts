import { arrayOf, bool, bytes, type Infer, mapOf, message, optional, required, text, uint } from './schema.ts';

/** The only modality: fingerprint. */
export const fingerprintModality = 0x01;

/** The subcommands of authenticatorBioEnrollment (CTAP 2.3 section 6.7). */
export const bioEnrollmentSubCommand = {
  enrollBegin: 0x01,
  enrollCaptureNextSample: 0x02,
  cancelCurrentEnrollment: 0x03,
  enumerateEnrollments: 0x04,
  setFriendlyName: 0x05,
  removeEnrollment: 0x06,
  getFingerprintSensorInfo: 0x07,
} as const;

/** lastEnrollSampleStatus; 0x0C is unassigned. */
export const enrollSampleStatus = {
  good: 0x00,
  tooHigh: 0x01,
  tooLow: 0x02,
  tooLeft: 0x03,
  tooRight: 0x04,
  tooFast: 0x05,
  tooSlow: 0x06,
  poorQuality: 0x07,
  tooSkewed: 0x08,
  tooShort: 0x09,
  mergeFailure: 0x0a,
  exists: 0x0b,
  noUserActivity: 0x0d,
  noUserPresenceTransition: 0x0e,
} as const;

/** subCommandParams of authenticatorBioEnrollment. */
export const bioEnrollmentParams = mapOf({
  templateId: optional(0x01, bytes()),
  templateFriendlyName: optional(0x02, text()),
  timeoutMilliseconds: optional(0x03, uint()),
});
/** subCommandParams of authenticatorBioEnrollment. */
export type BioEnrollmentParams = Infer<typeof bioEnrollmentParams>;

/** authenticatorBioEnrollment request. `memberBytes` gives subCommandParams as received, for the MAC. */
export const bioEnrollmentRequest = message('authenticatorBioEnrollment', {
  modality: optional(0x01, uint()),
  subCommand: optional(0x02, uint()),
  subCommandParams: optional(0x03, bioEnrollmentParams),
  pinUvAuthProtocol: optional(0x04, uint()),
  pinUvAuthParam: optional(0x05, bytes()),
  getModality: optional(0x06, bool()),
});
/** authenticatorBioEnrollment request. */
export type BioEnrollmentRequest = Infer<typeof bioEnrollmentRequest>;

/** authenticatorBioEnrollment response; fingerprintKind is 1 for touch, 2 for swipe. */
export const bioEnrollmentResponse = message('authenticatorBioEnrollmentResponse', {
  modality: optional(0x01, uint()),
  fingerprintKind: optional(0x02, uint()),
  maxCaptureSamplesRequiredForEnroll: optional(0x03, uint()),
  templateId: optional(0x04, bytes()),
  lastEnrollSampleStatus: optional(0x05, uint()),
  remainingSamples: optional(0x06, uint()),
  templateInfos: optional(
    0x07,
    arrayOf(mapOf({ templateId: required(0x01, bytes()), templateFriendlyName: optional(0x02, text()) })),
  ),
  maxTemplateFriendlyName: optional(0x08, uint()),
});
/** authenticatorBioEnrollment response. */
export type BioEnrollmentResponse = Infer<typeof bioEnrollmentResponse>;
