export * from './vocabulary/device.ts';
export * from './vocabulary/event.ts';
export * from './vocabulary/rule.ts';
export * from './vocabulary/spec.ts';
export * from './vocabulary/verdict.ts';
export * from './vocabulary/violation.ts';
