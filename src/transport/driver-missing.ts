import { TransportError } from '../errors/transport-error.ts';

/** A native part that a wire needs is not here: a package of npm, its binary, or a shared library of the system. Reason `refused`. */
export class DriverMissing extends TransportError {
  /** The package of npm: `node-hid`. */
  readonly driver: string;
  /** The shared library that is missing: `libpcsclite.so.1`. */
  readonly library: string | undefined;
  /** The command that installs what is missing. */
  readonly remedy: string;

  constructor(link: string, driver: string, cause: unknown) {
    const library = missingLibrary(cause);
    const remedy = library === undefined ? `npm install ${driver}` : `apt-get install ${systemPackage(library)}`;
    const what = library === undefined ? whyNot(driver, cause) : `${driver} needs ${library}, which is not installed`;
    super(link, 'open', 'refused', `${what}: ${remedy}`, cause);
    this.driver = driver;
    this.library = library;
    this.remedy = remedy;
  }
}

const packages: Readonly<Record<string, string>> = {
  'libpcsclite.so.1': 'libpcsclite1 pcscd',
  'libudev.so.1': 'libudev1',
  'libusb-1.0.so.0': 'libusb-1.0-0',
};

function systemPackage(library: string): string {
  return packages[library] ?? library;
}

/** The dynamic linker's words: `libpcsclite.so.1: cannot open shared object file: No such file or directory`. */
function missingLibrary(cause: unknown): string | undefined {
  const text = cause instanceof Error ? cause.message : String(cause);
  return /(lib[\w.+-]+\.so[.\d]*): (?:cannot open shared object file|file too short)/.exec(text)?.[1];
}

const binaryIsMissing = ['Could not locate the bindings file', 'No native build was found', 'Cannot find module'];

function whyNot(driver: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return `${driver} is not installed`;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (binaryIsMissing.some((words) => text.includes(words))) return `${driver} is installed without its binary`;
  return `${driver} cannot be loaded (${text.split('\n', 2).join(' ').trim()})`;
}
