/*
 * libfido2 against a key that speaks 64-byte CTAPHID reports in datagrams.
 *
 *   libfido2-client PORT STEP
 *
 * Prints the findings of one step as a JSON object. Exits 1 when a call that must work did not, naming it on stderr.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fido.h>
#include <fido/credman.h>
#include <fido/eddsa.h>
#include <fido/es256.h>

#define REPORT 64
#define RP "libfido2.example"
#define PIN "12345678"

static int port;
static fido_dev_t *dev;
/* The device to cancel at its first keepalive that asks for a touch; how many such keepalives came. */
static fido_dev_t *cancel_at_keepalive;
static int keepalives;

static const unsigned char cdh[32] = "0123456789abcdef0123456789abcde";

/* ---- the wire ---- */

static const char power_cycle_hex[] =
    "ac1052ca95e569de69e02ebff333485f13f9b2da34c5a8a340526697a9ab2e0b"
    "394d8d04973c134005be1a0140bff6045bb26eb77a73eaa47813f6b49a7250dc";

static void *udp_open(const char *path)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int *fd = malloc(sizeof(*fd));
	(void)path;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == NULL || (*fd = socket(AF_INET, SOCK_DGRAM, 0)) < 0)
		return NULL;
	if (connect(*fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		return NULL;
	return fd;
}

static void udp_close(void *handle)
{
	close(*(int *)handle);
	free(handle);
}

static int udp_read(void *handle, unsigned char *buf, size_t len, int ms)
{
	struct pollfd p = { .fd = *(int *)handle, .events = POLLIN };
	ssize_t n;
	/* Nothing here waits longer than 20 s, whatever the caller would. */
	if (len != REPORT || poll(&p, 1, ms < 0 || ms > 20000 ? 20000 : ms) != 1)
		return -1;
	if ((n = recv(p.fd, buf, len, 0)) != REPORT)
		return -1;
	if (buf[4] == 0xbb && buf[7] == 0x02) {
		keepalives++;
		if (cancel_at_keepalive != NULL) {
			fido_dev_t *d = cancel_at_keepalive;
			cancel_at_keepalive = NULL;
			fido_dev_cancel(d);
		}
	}
	return (int)n;
}

static int udp_write(void *handle, const unsigned char *buf, size_t len)
{
	/* The report id comes first. */
	if (len != REPORT + 1 || send(*(int *)handle, buf + 1, REPORT, 0) != REPORT)
		return -1;
	return (int)len;
}

static const fido_dev_io_t udp_io = { udp_open, udp_close, udp_read, udp_write };

/* ---- results ---- */

static int printed;

static void fail(const char *what, int r)
{
	fprintf(stderr, "%s: %s (0x%02x)\n", what, fido_strerr(r), (unsigned)r & 0xff);
	exit(1);
}

static void must(const char *what, int r)
{
	if (r != FIDO_OK)
		fail(what, r);
}

static void key(const char *name)
{
	printf("%s\"%s\":", printed++ ? "," : "{", name);
}

static void number(const char *name, long long value)
{
	key(name);
	printf("%lld", value);
}

static void boolean(const char *name, bool value)
{
	key(name);
	printf(value ? "true" : "false");
}

static void text(const char *name, const char *value)
{
	key(name);
	printf("\"%s\"", value == NULL ? "" : value);
}

static void hex(const char *name, const unsigned char *p, size_t len)
{
	key(name);
	putchar('"');
	for (size_t i = 0; i < len; i++)
		printf("%02x", p[i]);
	putchar('"');
}

static void texts(const char *name, char **values, size_t len)
{
	key(name);
	putchar('[');
	for (size_t i = 0; i < len; i++)
		printf("%s\"%s\"", i ? "," : "", values[i]);
	putchar(']');
}

/* ---- steps in parts ---- */

static void open_dev(void)
{
	if ((dev = fido_dev_new()) == NULL)
		fail("fido_dev_new", FIDO_ERR_INTERNAL);
	must("fido_dev_set_io_functions", fido_dev_set_io_functions(dev, &udp_io));
	must("fido_dev_open", fido_dev_open(dev, "udp"));
}

static void close_dev(void)
{
	must("fido_dev_close", fido_dev_close(dev));
	fido_dev_free(&dev);
}

static fido_cred_t *new_cred(int type, const char *user, fido_opt_t rk, int ext)
{
	fido_cred_t *c = fido_cred_new();
	must("fido_cred_set_type", fido_cred_set_type(c, type));
	must("fido_cred_set_clientdata_hash", fido_cred_set_clientdata_hash(c, cdh, sizeof(cdh)));
	must("fido_cred_set_rp", fido_cred_set_rp(c, RP, "libfido2"));
	must("fido_cred_set_user", fido_cred_set_user(c, (const unsigned char *)user, strlen(user), user, user, NULL));
	must("fido_cred_set_rk", fido_cred_set_rk(c, rk));
	must("fido_cred_set_extensions", fido_cred_set_extensions(c, ext));
	return c;
}

static void verify_cred(const fido_cred_t *c)
{
	if (strcmp(fido_cred_fmt(c), "none") == 0)
		return;
	if (fido_cred_x5c_ptr(c) != NULL)
		must("fido_cred_verify", fido_cred_verify(c));
	else
		must("fido_cred_verify_self", fido_cred_verify_self(c));
}

static fido_cred_t *make(int type, const char *user, fido_opt_t rk, int ext, const char *pin)
{
	fido_cred_t *c = new_cred(type, user, rk, ext);
	must("fido_dev_make_cred", fido_dev_make_cred(dev, c, pin));
	verify_cred(c);
	return c;
}

static fido_assert_t *new_assert(const fido_cred_t *allowed)
{
	fido_assert_t *a = fido_assert_new();
	must("fido_assert_set_clientdata_hash", fido_assert_set_clientdata_hash(a, cdh, sizeof(cdh)));
	must("fido_assert_set_rp", fido_assert_set_rp(a, RP));
	if (allowed != NULL)
		must("fido_assert_allow_cred",
		    fido_assert_allow_cred(a, fido_cred_id_ptr(allowed), fido_cred_id_len(allowed)));
	return a;
}

static void verify_assert(const fido_assert_t *a, size_t i, const fido_cred_t *c)
{
	if (fido_cred_type(c) == COSE_EDDSA) {
		eddsa_pk_t *pk = eddsa_pk_new();
		must("eddsa_pk_from_ptr", eddsa_pk_from_ptr(pk, fido_cred_pubkey_ptr(c), fido_cred_pubkey_len(c)));
		must("fido_assert_verify", fido_assert_verify(a, i, COSE_EDDSA, pk));
		eddsa_pk_free(&pk);
	} else {
		es256_pk_t *pk = es256_pk_new();
		must("es256_pk_from_ptr", es256_pk_from_ptr(pk, fido_cred_pubkey_ptr(c), fido_cred_pubkey_len(c)));
		must("fido_assert_verify", fido_assert_verify(a, i, COSE_ES256, pk));
		es256_pk_free(&pk);
	}
}

static void set_pin(void)
{
	must("fido_dev_set_pin", fido_dev_set_pin(dev, PIN, NULL));
}

static int retries(void)
{
	int n = -1;
	must("fido_dev_get_retry_count", fido_dev_get_retry_count(dev, &n));
	return n;
}

/* ---- steps ---- */

static void step_info(void)
{
	fido_cbor_info_t *ci = fido_cbor_info_new();
	must("fido_dev_get_cbor_info", fido_dev_get_cbor_info(dev, ci));
	texts("versions", fido_cbor_info_versions_ptr(ci), fido_cbor_info_versions_len(ci));
	texts("extensions", fido_cbor_info_extensions_ptr(ci), fido_cbor_info_extensions_len(ci));
	texts("transports", fido_cbor_info_transports_ptr(ci), fido_cbor_info_transports_len(ci));
	key("options");
	putchar('{');
	for (size_t i = 0; i < fido_cbor_info_options_len(ci); i++)
		printf("%s\"%s\":%s", i ? "," : "", fido_cbor_info_options_name_ptr(ci)[i],
		    fido_cbor_info_options_value_ptr(ci)[i] ? "true" : "false");
	putchar('}');
	hex("aaguid", fido_cbor_info_aaguid_ptr(ci), fido_cbor_info_aaguid_len(ci));
	hex("protocols", fido_cbor_info_protocols_ptr(ci), fido_cbor_info_protocols_len(ci));
	number("algorithms", (long long)fido_cbor_info_algorithm_count(ci));
	number("firstAlgorithm", fido_cbor_info_algorithm_cose(ci, 0));
	number("maxMsgSize", (long long)fido_cbor_info_maxmsgsiz(ci));
	boolean("isFido2", fido_dev_is_fido2(dev));
	boolean("hasPin", fido_dev_has_pin(dev));
	boolean("supportsPin", fido_dev_supports_pin(dev));
	boolean("supportsCredman", fido_dev_supports_credman(dev));
	boolean("supportsPermissions", fido_dev_supports_permissions(dev));
	boolean("supportsCredProt", fido_dev_supports_cred_prot(dev));
	number("protocol", fido_dev_protocol(dev));
	fido_cbor_info_free(&ci);
}

static void registration(int type)
{
	fido_cred_t *c = make(type, "alice", FIDO_OPT_OMIT, 0, NULL);
	fido_assert_t *a = new_assert(c), *b = new_assert(c);
	text("fmt", fido_cred_fmt(c));
	boolean("x5c", fido_cred_x5c_ptr(c) != NULL);
	number("type", fido_cred_type(c));
	number("flags", fido_cred_flags(c));
	must("fido_dev_get_assert", fido_dev_get_assert(dev, a, NULL));
	verify_assert(a, 0, c);
	must("fido_dev_get_assert", fido_dev_get_assert(dev, b, NULL));
	verify_assert(b, 0, c);
	number("assertions", (long long)fido_assert_count(a));
	number("assertionFlags", fido_assert_flags(a, 0));
	number("userIdLength", (long long)fido_assert_user_id_len(a, 0));
	boolean("countsUp", fido_assert_sigcount(b, 0) > fido_assert_sigcount(a, 0));
	number("keepalives", keepalives);
}

static void step_es256(void) { registration(COSE_ES256); }
static void step_eddsa(void) { registration(COSE_EDDSA); }

static void step_refusals(void)
{
	fido_cred_t *c = make(COSE_ES256, "alice", FIDO_OPT_OMIT, 0, NULL), *again;
	fido_assert_t *a = new_assert(NULL), *silent = new_assert(c);
	again = new_cred(COSE_ES256, "alice", FIDO_OPT_OMIT, 0);
	must("fido_cred_exclude", fido_cred_exclude(again, fido_cred_id_ptr(c), fido_cred_id_len(c)));
	number("excluded", fido_dev_make_cred(dev, again, NULL));
	number("noCredential", fido_dev_get_assert(dev, a, NULL));
	again = new_cred(COSE_RS256, "alice", FIDO_OPT_OMIT, 0);
	number("algorithm", fido_dev_make_cred(dev, again, NULL));
	must("fido_assert_set_up", fido_assert_set_up(silent, FIDO_OPT_FALSE));
	must("fido_dev_get_assert", fido_dev_get_assert(dev, silent, NULL));
	verify_assert(silent, 0, c);
	number("silentFlags", fido_assert_flags(silent, 0));
}

static void step_resident(void)
{
	fido_cred_t *c[2];
	fido_assert_t *a = new_assert(NULL), *bare = new_assert(NULL);
	set_pin();
	c[0] = make(COSE_ES256, "alice", FIDO_OPT_TRUE, 0, PIN);
	c[1] = make(COSE_EDDSA, "bob", FIDO_OPT_TRUE, 0, PIN);
	must("fido_dev_get_assert", fido_dev_get_assert(dev, a, PIN));
	number("accounts", (long long)fido_assert_count(a));
	if (fido_assert_count(a) != 2)
		return;
	text("first", fido_assert_user_name(a, 0));
	text("second", fido_assert_user_name(a, 1));
	number("flags", fido_assert_flags(a, 0));
	verify_assert(a, 0, c[1]);
	verify_assert(a, 1, c[0]);
	/* Without the PIN the names stay on the key. */
	must("fido_dev_get_assert without PIN", fido_dev_get_assert(dev, bare, NULL));
	number("accountsWithoutPin", (long long)fido_assert_count(bare));
	text("nameWithoutPin", fido_assert_user_name(bare, 0));
	number("userIdLengthWithoutPin", (long long)fido_assert_user_id_len(bare, 0));
}

static void step_pin(void)
{
	boolean("before", fido_dev_has_pin(dev));
	number("tooShort", fido_dev_set_pin(dev, "123", NULL));
	set_pin();
	boolean("after", fido_dev_has_pin(dev));
	number("retries", retries());
	number("wrong", fido_dev_make_cred(dev, new_cred(COSE_ES256, "alice", FIDO_OPT_OMIT, 0), "wrong pin"));
	number("retriesAfterWrong", retries());
	fido_cred_free(&(fido_cred_t *){ make(COSE_ES256, "alice", FIDO_OPT_OMIT, 0, PIN) });
	number("retriesAfterRight", retries());
	number("changeWithWrong", fido_dev_set_pin(dev, "87654321", "not this"));
	must("fido_dev_set_pin change", fido_dev_set_pin(dev, "87654321", PIN));
	number("retriesAfterChange", retries());
	number("old", fido_dev_make_cred(dev, new_cred(COSE_ES256, "alice", FIDO_OPT_OMIT, 0), PIN));
	fido_cred_free(&(fido_cred_t *){ make(COSE_ES256, "alice", FIDO_OPT_OMIT, 0, "87654321") });
	number("secondSet", fido_dev_set_pin(dev, PIN, NULL));
}

static void power_cycle(void)
{
	unsigned char datagram[REPORT];
	int *fd;
	for (size_t i = 0; i < REPORT; i++)
		sscanf(power_cycle_hex + 2 * i, "%2hhx", &datagram[i]);
	fd = udp_open(NULL);
	if (fd == NULL || send(*fd, datagram, REPORT, 0) != REPORT)
		fail("power cycle", FIDO_ERR_INTERNAL);
	udp_close(fd);
}

static int wrong_pin(void)
{
	return fido_dev_make_cred(dev, new_cred(COSE_ES256, "alice", FIDO_OPT_OMIT, 0), "wrong pin");
}

static void step_lock(void)
{
	set_pin();
	number("first", wrong_pin());
	number("second", wrong_pin());
	number("third", wrong_pin());
	number("locked", fido_dev_make_cred(dev, new_cred(COSE_ES256, "alice", FIDO_OPT_OMIT, 0), PIN));
	number("retriesLocked", retries());
	close_dev();
	power_cycle();
	open_dev();
	number("retriesAfterPowerCycle", retries());
	fido_cred_free(&(fido_cred_t *){ make(COSE_ES256, "alice", FIDO_OPT_OMIT, 0, PIN) });
	number("retriesAfterRight", retries());
}

static void hmac(const char *name, const fido_cred_t *c, const unsigned char *salt, size_t len, const char *pin)
{
	fido_assert_t *a = new_assert(c);
	must("fido_assert_set_extensions", fido_assert_set_extensions(a, FIDO_EXT_HMAC_SECRET));
	must("fido_assert_set_hmac_salt", fido_assert_set_hmac_salt(a, salt, len));
	must("fido_dev_get_assert", fido_dev_get_assert(dev, a, pin));
	verify_assert(a, 0, c);
	hex(name, fido_assert_hmac_secret_ptr(a, 0), fido_assert_hmac_secret_len(a, 0));
	fido_assert_free(&a);
}

static void step_hmac_secret(void)
{
	unsigned char salts[64];
	fido_cred_t *c, *other;
	memset(salts, 0x11, 32);
	memset(salts + 32, 0x22, 32);
	set_pin();
	c = make(COSE_ES256, "alice", FIDO_OPT_OMIT, FIDO_EXT_HMAC_SECRET, PIN);
	other = make(COSE_ES256, "bob", FIDO_OPT_OMIT, FIDO_EXT_HMAC_SECRET, PIN);
	hmac("one", c, salts, 32, NULL);
	hmac("oneAgain", c, salts, 32, NULL);
	hmac("two", c, salts, 64, NULL);
	hmac("second", c, salts + 32, 32, NULL);
	hmac("withPin", c, salts, 32, PIN);
	hmac("withPinAgain", c, salts, 64, PIN);
	hmac("other", other, salts, 32, NULL);
}

static void step_cred_protect(void)
{
	fido_cred_t *c;
	fido_assert_t *a, *b;
	set_pin();
	c = new_cred(COSE_ES256, "alice", FIDO_OPT_TRUE, 0);
	must("fido_cred_set_prot", fido_cred_set_prot(c, FIDO_CRED_PROT_UV_REQUIRED));
	must("fido_dev_make_cred", fido_dev_make_cred(dev, c, PIN));
	verify_cred(c);
	number("level", fido_cred_prot(c));
	a = new_assert(c);
	b = new_assert(c);
	number("withoutPin", fido_dev_get_assert(dev, a, NULL));
	must("fido_dev_get_assert", fido_dev_get_assert(dev, b, PIN));
	verify_assert(b, 0, c);
	number("withPin", (long long)fido_assert_count(b));
}

static void step_credential_management(void)
{
	fido_credman_metadata_t *m = fido_credman_metadata_new(), *after = fido_credman_metadata_new();
	fido_credman_rp_t *rps = fido_credman_rp_new(), *gone = fido_credman_rp_new();
	fido_credman_rk_t *rks = fido_credman_rk_new();
	fido_cred_t *c[2], *renamed;
	const fido_cred_t *held;
	set_pin();
	c[0] = make(COSE_ES256, "alice", FIDO_OPT_TRUE, 0, PIN);
	c[1] = make(COSE_ES256, "bob", FIDO_OPT_TRUE, 0, PIN);
	must("fido_credman_get_dev_metadata", fido_credman_get_dev_metadata(dev, m, PIN));
	number("existing", (long long)fido_credman_rk_existing(m));
	number("remaining", (long long)fido_credman_rk_remaining(m));
	must("fido_credman_get_dev_rp", fido_credman_get_dev_rp(dev, rps, PIN));
	number("rps", (long long)fido_credman_rp_count(rps));
	text("rp", fido_credman_rp_id(rps, 0));
	number("rpIdHashLength", (long long)fido_credman_rp_id_hash_len(rps, 0));
	must("fido_credman_get_dev_rk", fido_credman_get_dev_rk(dev, RP, rks, PIN));
	number("rks", (long long)fido_credman_rk_count(rks));
	for (size_t i = 0; i < fido_credman_rk_count(rks); i++) {
		held = fido_credman_rk(rks, i);
		for (int j = 0; j < 2; j++)
			if (fido_cred_id_len(held) == fido_cred_id_len(c[j]) &&
			    memcmp(fido_cred_id_ptr(held), fido_cred_id_ptr(c[j]), fido_cred_id_len(held)) == 0) {
				text(j == 0 ? "held0" : "held1", fido_cred_user_name(held));
				boolean(j == 0 ? "key0" : "key1",
				    fido_cred_pubkey_len(held) == fido_cred_pubkey_len(c[j]) &&
				        memcmp(fido_cred_pubkey_ptr(held), fido_cred_pubkey_ptr(c[j]),
				            fido_cred_pubkey_len(held)) == 0);
			}
	}
	renamed = fido_cred_new();
	must("fido_cred_set_id", fido_cred_set_id(renamed, fido_cred_id_ptr(c[1]), fido_cred_id_len(c[1])));
	must("fido_cred_set_user",
	    fido_cred_set_user(renamed, (const unsigned char *)"bob", 3, "robert", "Robert", NULL));
	number("renamed", fido_credman_set_dev_rk(dev, renamed, PIN));
	must("fido_credman_del_dev_rk",
	    fido_credman_del_dev_rk(dev, fido_cred_id_ptr(c[0]), fido_cred_id_len(c[0]), PIN));
	number("deletedAgain", fido_credman_del_dev_rk(dev, fido_cred_id_ptr(c[0]), fido_cred_id_len(c[0]), PIN));
	fido_credman_rk_free(&rks);
	rks = fido_credman_rk_new();
	must("fido_credman_get_dev_rk", fido_credman_get_dev_rk(dev, RP, rks, PIN));
	number("rksAfter", (long long)fido_credman_rk_count(rks));
	text("left", fido_cred_user_name(fido_credman_rk(rks, 0)));
	must("fido_credman_del_dev_rk",
	    fido_credman_del_dev_rk(dev, fido_cred_id_ptr(c[1]), fido_cred_id_len(c[1]), PIN));
	must("fido_credman_get_dev_metadata", fido_credman_get_dev_metadata(dev, after, PIN));
	number("existingAfter", (long long)fido_credman_rk_existing(after));
	number("remainingAfter", (long long)fido_credman_rk_remaining(after));
	number("rpsAfter", fido_credman_get_dev_rp(dev, gone, PIN));
}

static void step_u2f(void)
{
	fido_cred_t *c, *again;
	fido_assert_t *a, *b, *foreign;
	unsigned char id[64];
	fido_dev_force_u2f(dev);
	boolean("isFido2", fido_dev_is_fido2(dev));
	c = make(COSE_ES256, "alice", FIDO_OPT_OMIT, 0, NULL);
	text("fmt", fido_cred_fmt(c));
	a = new_assert(c);
	b = new_assert(c);
	must("fido_dev_get_assert", fido_dev_get_assert(dev, a, NULL));
	verify_assert(a, 0, c);
	must("fido_dev_get_assert", fido_dev_get_assert(dev, b, NULL));
	verify_assert(b, 0, c);
	boolean("countsUp", fido_assert_sigcount(b, 0) > fido_assert_sigcount(a, 0));
	again = new_cred(COSE_ES256, "alice", FIDO_OPT_OMIT, 0);
	must("fido_cred_exclude", fido_cred_exclude(again, fido_cred_id_ptr(c), fido_cred_id_len(c)));
	number("excluded", fido_dev_make_cred(dev, again, NULL));
	foreign = new_assert(NULL);
	memset(id, 0x5a, sizeof(id));
	must("fido_assert_allow_cred", fido_assert_allow_cred(foreign, id, sizeof(id)));
	boolean("foreignRefused", fido_dev_get_assert(dev, foreign, NULL) != FIDO_OK);
	/* CTAP2 takes the same credential. */
	fido_dev_force_fido2(dev);
	a = new_assert(c);
	must("fido_dev_get_assert over CTAP2", fido_dev_get_assert(dev, a, NULL));
	verify_assert(a, 0, c);
	number("overCtap2", (long long)fido_assert_count(a));
}

static void step_reset(void)
{
	fido_cred_t *c, *kept;
	fido_assert_t *a;
	set_pin();
	c = make(COSE_ES256, "alice", FIDO_OPT_TRUE, 0, PIN);
	kept = make(COSE_ES256, "bob", FIDO_OPT_OMIT, 0, PIN);
	close_dev();
	power_cycle();
	open_dev();
	boolean("pinBefore", fido_dev_has_pin(dev));
	must("fido_dev_reset", fido_dev_reset(dev));
	close_dev();
	open_dev();
	boolean("pinAfter", fido_dev_has_pin(dev));
	a = new_assert(c);
	number("resident", fido_dev_get_assert(dev, a, NULL));
	a = new_assert(kept);
	number("nonResident", fido_dev_get_assert(dev, a, NULL));
	fido_cred_free(&(fido_cred_t *){ make(COSE_ES256, "carol", FIDO_OPT_OMIT, 0, NULL) });
	boolean("works", true);
}

static void step_power_cycle(void)
{
	fido_cred_t *c, *kept;
	fido_assert_t *a;
	set_pin();
	c = make(COSE_ES256, "alice", FIDO_OPT_TRUE, 0, PIN);
	kept = make(COSE_ES256, "bob", FIDO_OPT_OMIT, 0, PIN);
	number("wrong", wrong_pin());
	close_dev();
	power_cycle();
	open_dev();
	boolean("pin", fido_dev_has_pin(dev));
	number("retries", retries());
	a = new_assert(c);
	must("fido_dev_get_assert", fido_dev_get_assert(dev, a, PIN));
	verify_assert(a, 0, c);
	number("residentUserIdLength", (long long)fido_assert_user_id_len(a, 0));
	a = new_assert(kept);
	must("fido_dev_get_assert", fido_dev_get_assert(dev, a, NULL));
	verify_assert(a, 0, kept);
	number("nonResident", (long long)fido_assert_count(a));
}

/* Needs a key that waits for a touch for ever. */
static void step_cancel(void)
{
	fido_cbor_info_t *ci = fido_cbor_info_new();
	cancel_at_keepalive = dev;
	number("cancelled", fido_dev_make_cred(dev, new_cred(COSE_ES256, "alice", FIDO_OPT_OMIT, 0), NULL));
	boolean("keptAlive", keepalives > 0);
	must("fido_dev_get_cbor_info", fido_dev_get_cbor_info(dev, ci));
	boolean("works", fido_cbor_info_versions_len(ci) > 0);
}

static void step_touch(void)
{
	int touched = 0, r = fido_dev_get_touch_begin(dev);
	must("fido_dev_get_touch_begin", r);
	for (int tries = 0; tries < 50 && !touched; tries++)
		must("fido_dev_get_touch_status", fido_dev_get_touch_status(dev, &touched, 200));
	boolean("touched", touched != 0);
}

static const struct {
	const char *name;
	void (*run)(void);
} steps[] = {
	{ "info", step_info },
	{ "es256", step_es256 },
	{ "eddsa", step_eddsa },
	{ "refusals", step_refusals },
	{ "resident", step_resident },
	{ "pin", step_pin },
	{ "lock", step_lock },
	{ "hmac-secret", step_hmac_secret },
	{ "cred-protect", step_cred_protect },
	{ "credential-management", step_credential_management },
	{ "u2f", step_u2f },
	{ "reset", step_reset },
	{ "power-cycle", step_power_cycle },
	{ "cancel", step_cancel },
	{ "touch", step_touch },
};

int main(int argc, char **argv)
{
	if (argc != 3 || (port = atoi(argv[1])) <= 0) {
		fprintf(stderr, "usage: %s PORT STEP\n", argv[0]);
		return 2;
	}
	fido_init(getenv("LIBFIDO2_DEBUG") != NULL ? FIDO_DEBUG : 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (strcmp(steps[i].name, argv[2]) != 0)
			continue;
		open_dev();
		steps[i].run();
		puts(printed ? "}" : "{}");
		close_dev();
		return 0;
	}
	fprintf(stderr, "unknown step %s\n", argv[2]);
	return 2;
}
