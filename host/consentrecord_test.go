package host

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// shopInfo is what a record says of the test shop.
var shopInfo = RecordInfo{
	Controller: "Test Shop Ltd", ID: "https://shop.example", Address: "1 Main Street, Dublin", Contact: "privacy@shop.example",
	Notice: "https://shop.example/privacy", Language: "en", Jurisdiction: "EU", Withdrawal: "https://shop.example/settings",
}

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run go test -update to make it")
	require.Equal(t, string(want), string(got), "%s differs; go test -update writes it anew", file)
}

// TestConsentRecordOfALife: a year and a half of decisions on a real device.
func TestConsentRecordOfALife(t *testing.T) {
	ctx := context.Background()
	now := noon
	config := asking(noon).WithClock(func() time.Time { return now })
	d := shopDevice(t, config)
	decide := func(days int, q Decision) {
		t.Helper()
		now = now.AddDate(0, 0, days)
		_, err := d.Decide(ctx, q)
		require.NoError(t, err)
	}
	decide(0, Decision{Deny: []string{"learn"}})
	decide(1, Decision{Grant: []string{"learn", "report"}, Act: ActSettings})
	decide(1, Decision{Signal: new(true)})
	watch(t, d, Event{Type: "click", Item: "film-1"}, Event{Type: "purchase", Item: "film-2"})
	decide(1, Decision{Grant: []string{"rank"}})
	watch(t, d, Event{Type: "click", Item: "film-3"})
	decide(1, Decision{Withdraw: []string{"learn"}, Act: ActSettings})
	decide(1, Decision{Deny: []string{"report"}, Act: ActSettings})
	decide(1, Decision{Signal: new(false)})
	decide(300, Decision{Grant: []string{"rank"}})
	decide(380, Decision{}) // the consent has lapsed
	decide(5, Decision{Grant: []string{"rank"}, Act: ActSettings})
	b, err := d.ConsentRecord(ctx, shopInfo)
	require.NoError(t, err)
	require.NoError(t, CheckConsentRecord(b))
	require.Contains(t, string(b), `"hearth:count": 2`, "what learn alone held is gone, and the record says so")
	golden(t, "consent-record.golden", b)
}

func TestConsentRecordOfFormerPurposesAndOfLapse(t *testing.T) {
	ctx := context.Background()
	now := noon
	clock := func() time.Time { return now }
	d := shopDevice(t, asking(noon).WithClock(clock).WithConsentDays(100).WithMaxDays(NoCap))
	_, err := d.Decide(ctx, Decision{Grant: []string{"rank", "learn"}})
	require.NoError(t, err)
	watch(t, d, Event{Type: "click", Item: "film-1"})
	snapshot, err := d.Snapshot(ctx)
	require.NoError(t, err)
	now = now.AddDate(0, 0, 200)
	newer := []Purpose{{ID: "rank", Version: 2, Text: "Another text.", Stage: StageFairness, Sensitive: []string{"health"}}, asked[1]}
	_, err = d.Restore(ctx, NewDeviceConfig().WithPurposes(newer...).WithConsentDays(100).WithMaxDays(NoCap).WithClock(clock).WithSnapshot(snapshot))
	require.NoError(t, err)
	b, err := d.ConsentRecord(ctx, RecordInfo{Controller: "Test Shop Ltd"})
	require.NoError(t, err)
	golden(t, "consent-record-former.golden", b)
}

func TestConsentRecordNeedsAController(t *testing.T) {
	_, err := ConsentRecord(&Profile{}, RecordInfo{})
	require.EqualError(t, err, "host: consent record: controller: missing: say who asks for consent")
	b, err := ConsentRecord(&Profile{}, RecordInfo{Controller: "x"})
	require.NoError(t, err)
	require.NoError(t, CheckConsentRecord(b), "a record of nothing is a record")
}

func TestConsentStatuses(t *testing.T) {
	entry := func(deed, act string) LedgerEntry { return LedgerEntry{Deed: deed, Act: act} }
	for _, c := range []struct {
		name string
		all  []LedgerEntry
		want string // of the last
	}{
		{"a yes", []LedgerEntry{entry("grant", ActBanner)}, "dpv:ConsentGiven"},
		{"a no", []LedgerEntry{entry("deny", ActBanner)}, "dpv:ConsentRefused"},
		{"a yes again", []LedgerEntry{entry("grant", ActBanner), entry("grant", ActSettings)}, "dpv:RenewedConsentGiven"},
		{"a yes after a no", []LedgerEntry{entry("deny", ActBanner), entry("grant", ActBanner)}, "dpv:ConsentGiven"},
		{"a no after a yes", []LedgerEntry{entry("grant", ActBanner), entry("deny", ActSettings)}, "dpv:ConsentWithdrawn"},
		{"withdrawn", []LedgerEntry{entry("grant", ActBanner), entry("withdraw", ActSettings)}, "dpv:ConsentWithdrawn"},
		{"withdrawn after a no after a yes", []LedgerEntry{entry("grant", ActBanner), entry("deny", ActBanner), entry("withdraw", ActBanner)}, "dpv:ConsentWithdrawn"},
		{"withdrawn what was never given", []LedgerEntry{entry("withdraw", ActBanner)}, "dpv:ConsentRefused"},
		{"a yes after it was withdrawn", []LedgerEntry{entry("grant", ActBanner), entry("withdraw", ActBanner), entry("grant", ActBanner)}, "dpv:ConsentGiven"},
		{"lapsed", []LedgerEntry{entry("grant", ActBanner), entry("lapse", "lapse")}, "dpv:ConsentExpired"},
		{"renewed after it lapsed", []LedgerEntry{entry("grant", ActBanner), entry("lapse", "lapse"), entry("grant", ActBanner)}, "dpv:RenewedConsentGiven"},
		{"ended after it lapsed", []LedgerEntry{entry("grant", ActBanner), entry("lapse", "lapse"), entry("withdraw", "lapse")}, "dpv:ConsentExpired"},
		{"no longer declared", []LedgerEntry{entry("grant", ActBanner), entry("withdraw", "pack")}, "dpv:ConsentRevoked"},
		{"the host's own grant is no consent", []LedgerEntry{entry("grant", ActHost)}, "dpv:ConsentUnknown"},
		{"and does not make a yes a renewal", []LedgerEntry{entry("grant", ActHost), entry("grant", ActBanner)}, "dpv:ConsentGiven"},
	} {
		list := statuses(c.all, &RecordInfo{ConsentDays: 365})
		require.Len(t, list, len(c.all), c.name)
		last := list[len(list)-1]
		require.Equal(t, c.want, last["@type"], c.name)
		byPerson := slices.Contains([]string{ActBanner, ActSettings, ActSignal}, c.all[len(c.all)-1].Act)
		require.Equal(t, byPerson, last["dpv:isIndicatedBy"] == "dpv:DataSubject", c.name)
	}
}

// TestConsentRecordNamesNothingThatThePersonDid: no item, title, query, ref or order.
func TestConsentRecordNamesNothingThatThePersonDid(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, asking(noon).WithGrants("rank"))
	refs := tell(t, d)
	_, err := d.Order(ctx, Orders{Set: []Control{{Kind: ControlBlock, Value: "film-5"}}})
	require.NoError(t, err)
	b, err := d.ConsentRecord(ctx, shopInfo)
	require.NoError(t, err)
	for _, secret := range append([]string{"film-", "Film ", "click", refText(refs[0])}, canaries...) {
		require.NotContains(t, string(b), secret)
	}
	require.Contains(t, string(b), `"hearth:recordsHeld": 4`)
}

func refText(ref int64) string { return string(must(json.Marshal(ref))) }

// TestEqualDecisionsGiveEqualRecords: there is nothing in a record that tells one person from another.
func TestEqualDecisionsGiveEqualRecords(t *testing.T) {
	record := func(items ...string) []byte {
		d := shopDevice(t, asking(noon))
		_, err := d.Decide(context.Background(), Decision{Grant: []string{"rank"}})
		require.NoError(t, err)
		for _, item := range items {
			watch(t, d, Event{Type: "click", Item: item})
		}
		return must(d.ConsentRecord(context.Background(), shopInfo))
	}
	require.Equal(t, record("film-1"), record("film-2"))
}

func TestCheckConsentRecord(t *testing.T) {
	b := must(ConsentRecord(&Profile{Ledger: []LedgerEntry{{Purpose: "rank", Version: 1, Deed: "deny", Time: 1}}}, shopInfo))
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, b))
	require.NoError(t, CheckConsentRecord(compact.Bytes()), "its form does not matter")
	for _, c := range []struct{ name, from, to, want string }{
		{"another deed", `"hearth:deed": "deny"`, `"hearth:deed": "grant"`, "dct:identifier: "},
		{"another name", "Test Shop Ltd", "Other Shop Ltd", "it was changed"},
		{"another id", `"dct:identifier": "`, `"dct:identifier": "0`, "it was changed"},
		{"another shape", "#version-1", "#version-2", "not of the shape"},
		{"another thing", "dpv:ConsentRecord", "dpv:ConsentReceipt", "not of the shape"},
		{"no JSON", "{", "", "no JSON object"},
	} {
		broken := strings.Replace(string(b), c.from, c.to, 1)
		require.NotEqual(t, string(b), broken, c.name)
		require.ErrorContains(t, CheckConsentRecord([]byte(broken)), c.want, c.name)
	}
}

// vocabulary are the terms that were looked up in DPV 2.0 and its extension for personal data.
var vocabulary = strings.Fields(`
	dpv:ConsentRecord dpv:DataSubject dpv:DataController dpv:LegalEntity dpv:ConsentNotice dpv:Process dpv:Purpose dpv:Consent dpv:PersonalData
	dpv:SensitivePersonalData dpv:StorageLocation dpv:StorageDuration dpv:TemporalDuration dpv:EndlessDuration dpv:WithinDevice dpv:WithdrawConsent
	dpv:DataSubjectDataSource dpv:ServicePersonalisation dpv:ServiceUsageAnalytics dpv:ServiceOptimisation dpv:Store dpv:Use dpv:Profiling dpv:Transmit
	dpv:ConsentGiven dpv:ConsentRefused dpv:ConsentWithdrawn dpv:ConsentExpired dpv:ConsentRevoked dpv:ConsentUnknown dpv:RenewedConsentGiven
	dpv:hasDataSubject dpv:hasDataController dpv:hasProcess dpv:hasJurisdiction dpv:hasNotice dpv:hasName dpv:hasAddress dpv:hasContact dpv:hasPurpose
	dpv:hasLegalBasis dpv:hasConsentStatus dpv:hasPersonalData dpv:hasProcessing dpv:hasDataSource dpv:hasStorageCondition dpv:hasLocation dpv:hasDuration
	dpv:hasConsentControl dpv:hasRecipient dpv:isIndicatedAtTime dpv:isIndicatedBy dpv:hasIndicationMethod dpv:isExercisedAt
	pd:BrowsingBehavior pd:Purchase pd:Opinion pd:Interest pd:Location pd:DeviceBased`)

// TestRecordsUseNoTermThatWasNotLookedUp, and docs/consent-record.md explains each.
func TestRecordsUseNoTermThatWasNotLookedUp(t *testing.T) {
	manual, err := os.ReadFile("../docs/consent-record.md")
	require.NoError(t, err)
	term := regexp.MustCompile(`\b(?:dpv|pd|hearth|dct):[A-Za-z]\w*`)
	for _, file := range []string{"consentrecord.go", "consentprocess.go", "testdata/consent-record.golden", "testdata/consent-record-former.golden"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, name := range term.FindAllString(string(text), -1) {
			if strings.HasPrefix(name, "dpv:") || strings.HasPrefix(name, "pd:") {
				require.Contains(t, vocabulary, name, file)
			}
			require.Contains(t, string(manual), "`"+name+"`", "the manual explains %s", name)
		}
	}
}

// TestStorageOfARecord: the shorter of what the purpose and the device say.
func TestStorageOfARecord(t *testing.T) {
	days := func(purpose, device int, limits map[string]int32) string {
		s := abi.PurposeStatus{Days: int32(purpose), Limits: limits}
		return string(must(json.Marshal(storage(&s, &RecordInfo{MaxDays: device})[1:])))
	}
	p := func(value string) string {
		return `{"@type":"dpv:StorageDuration","dpv:hasDuration":{"@type":"dpv:TemporalDuration","rdf:value":{"@type":"xsd:duration","@value":"` + value + `"}}`
	}
	require.Equal(t, "["+p("P30D")+"}]", days(30, 90, nil))
	require.Equal(t, "["+p("P90D")+"}]", days(300, 90, nil))
	require.Equal(t, "["+p("P90D")+"}]", days(0, 90, nil))
	require.Equal(t, "["+p("P30D")+"}]", days(30, NoCap, nil))
	require.Equal(t, `[{"@type":"dpv:StorageDuration","dpv:hasDuration":{"@type":"dpv:EndlessDuration"}}]`, days(0, NoCap, nil))
	require.Equal(t, `[]`, days(0, 0, nil), "not stated")
	require.Equal(t, "["+p("P30D")+"},"+strings.Replace(p("P7D"), `",`, `","dct:identifier":"search",`, 1)+"}]", days(30, 90, map[string]int32{"search": 7, "place": 60}))
}
