package host

// This file writes what the person decided as a consent record in the shape of ISO/IEC TS 27560:2023, with terms of the Data Privacy Vocabulary.
// docs/consent-record.md says which term stands for what, and what is not covered.

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
)

// RecordShape is the version of the record's shape: what dct:conformsTo names.
const RecordShape = "https://github.com/hearthrank/hearth/blob/main/docs/consent-record.md#version-1"

// recordContext is the JSON-LD context of a record.
var recordContext = object{
	"dct": "http://purl.org/dc/terms/", "dpv": "https://w3id.org/dpv#", "pd": "https://w3id.org/dpv/pd#",
	"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "xsd": "http://www.w3.org/2001/XMLSchema#",
	"hearth":         "https://github.com/hearthrank/hearth/blob/main/docs/consent-record.md#",
	"dct:conformsTo": isTerm, "dpv:hasLegalBasis": isTerm, "dpv:hasProcessing": isTerm, "dpv:hasDataSource": isTerm, "dpv:hasLocation": isTerm,
	"dpv:isIndicatedBy": isTerm,
}

// isTerm says that a key's texts are names of terms, and no mere text.
var isTerm = object{"@type": "@id"}

// object is a JSON object.
type object map[string]any

// RecordInfo is what a consent record says beyond what the device knows: who asks for consent, and the rules that the host gave the device. Only Controller
// is required; what is empty is left out.
type RecordInfo struct {
	Controller   string // name of who asks for consent and answers for it
	ID           string // of the controller, such as its address on the web
	Address      string // postal
	Contact      string // such as a mail address
	Notice       string // where the notice is that the person was shown
	Language     string // of the purposes' texts, BCP 47, such as "en"
	Jurisdiction string // such as "EU"
	Withdrawal   string // where the person withdraws, such as the address of a settings page
	MaxDays      int    // retention of purposes that state none, in days; 0: not stated, NoCap: for ever
	ConsentDays  int    // how long a yes holds, in days; 0: not stated, NoCap: for ever
}

// Defaults of the engine, in days.
const (
	defaultMaxDays     = 90
	defaultConsentDays = 365
)

// ConsentRecord returns the record of what the person decided on this device; MaxDays and ConsentDays are the device's own.
func (d *Device) ConsentRecord(ctx context.Context, info RecordInfo) ([]byte, error) {
	profile, err := d.Profile(ctx)
	if err != nil {
		return nil, err
	}
	leave, err := d.enter(ctx, abi.OpProfile)
	if err != nil {
		return nil, err
	}
	info.MaxDays, info.ConsentDays = orDays(d.config.maxDays, defaultMaxDays), orDays(d.config.consentDays, defaultConsentDays)
	leave()
	return ConsentRecord(profile, info)
}

func orDays(days int64, byDefault int) int {
	if days == 0 {
		return byDefault
	}
	return int(days)
}

// ConsentRecord returns the consent record of a profile: JSON-LD, indented. It names no person, and no item, title or query: its id is a hash of its content,
// which [CheckConsentRecord] checks. Equal decisions give equal bytes.
func ConsentRecord(p *Profile, info RecordInfo) ([]byte, error) {
	if info.Controller == "" {
		return nil, errors.New("host: consent record: controller: missing: say who asks for consent")
	}
	record := object{
		"@context": recordContext, "@type": "dpv:ConsentRecord",
		"dct:conformsTo": RecordShape, "dpv:hasDataSubject": object{"@type": "dpv:DataSubject"},
		"dpv:hasDataController": info.controller(), "dpv:hasProcess": processes(p, &info), "hearth:signal": signals(p),
	}
	if n := len(p.Ledger); n > 0 {
		record["dct:modified"] = dateTime(p.Ledger[n-1].Time)
	}
	set(record, "dct:language", info.Language)
	set(record, "dpv:hasJurisdiction", info.Jurisdiction)
	if info.Notice != "" {
		record["dpv:hasNotice"] = object{"@id": info.Notice, "@type": "dpv:ConsentNotice"}
	}
	id, err := recordID(record)
	if err != nil {
		return nil, err
	}
	record["@id"], record["dct:identifier"] = "ni:///sha-256;"+base64.RawURLEncoding.EncodeToString(id), hex.EncodeToString(id)
	return marshalJSON(record)
}

// recordID returns the SHA-256 of the record's compact JSON with its keys in ascending order and without @id and dct:identifier.
func recordID(record object) ([]byte, error) {
	delete(record, "@id")
	delete(record, "dct:identifier")
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(record); err != nil {
		return nil, fmt.Errorf("host: consent record: %w", err)
	}
	sum := sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return sum[:], nil
}

// CheckConsentRecord returns an error unless b is a consent record whose id is that of its content: whether it was changed since it was written.
func CheckConsentRecord(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var record object
	if err := d.Decode(&record); err != nil {
		return fmt.Errorf("host: consent record: no JSON object: %w", err)
	}
	if record["@type"] != "dpv:ConsentRecord" || record["dct:conformsTo"] != RecordShape {
		return fmt.Errorf("host: consent record: not of the shape %s", RecordShape)
	}
	said := record["dct:identifier"]
	id, err := recordID(record)
	if err != nil {
		return err
	}
	if said != hex.EncodeToString(id) {
		return fmt.Errorf("host: consent record: dct:identifier: %v, and the content has %x: it was changed", quoted(said), id)
	}
	return nil
}

func (i *RecordInfo) controller() object {
	c := object{"@type": []string{"dpv:DataController", "dpv:LegalEntity"}, "dpv:hasName": i.Controller}
	set(c, "dct:identifier", i.ID)
	set(c, "dpv:hasAddress", i.Address)
	set(c, "dpv:hasContact", i.Contact)
	return c
}

// set puts a text that is not empty.
func set(o object, key, text string) {
	if text != "" {
		o[key] = text
	}
}

// dateTime is a time as xsd:dateTime, in UTC.
func dateTime(ms int64) object {
	return object{"@type": "xsd:dateTime", "@value": time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")}
}

// day is a day as xsd:date, in UTC.
func day(ms int64) object {
	return object{"@type": "xsd:date", "@value": time.UnixMilli(ms).UTC().Format(time.DateOnly)}
}

// signals lists when a signal such as Global Privacy Control came and went, and whether it is present.
func signals(p *Profile) object {
	changes := []object{}
	for _, e := range p.Ledger {
		if e.Purpose == "" {
			changes = append(changes, object{"dpv:isIndicatedAtTime": dateTime(e.Time), "hearth:deed": e.Deed})
		}
	}
	return object{"hearth:present": p.Signal, "hearth:changes": changes}
}
