package host

// This file writes everything that a device holds as one JSON document, and reads it again.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/vmihailenco/msgpack/v5"
)

// What an export says of itself.
const (
	ExportFormat  = "hearth-export"
	ExportVersion = 1
)

// Export is everything that a device holds: once to be read by people and programs (Profile), once to be restored from (Snapshot).
// export.schema.json describes its JSON.
type Export struct {
	Time      int64  // when it was made, Unix ms
	Offset    int32  // minutes east of UTC, of the person
	Catalogue string // of the pack that was open
	Profile   Profile
	// Snapshot is what WithSnapshot takes. It is empty when the person has decided nothing and so nothing is to be stored; a device that is made
	// from it begins anew.
	Snapshot []byte
}

// exportFile is the JSON document. The pointers tell what is missing from what is empty.
type exportFile struct {
	Format    string          `json:"format"`
	Version   int             `json:"version"`
	Time      *int64          `json:"time"`
	Offset    int32           `json:"offset,omitempty"`
	Catalogue string          `json:"catalogue"`
	Profile   json.RawMessage `json:"profile"`
	Snapshot  *[]byte         `json:"snapshot"`
}

// Export returns one JSON document with everything that the device holds about the person, as [ReadExport] reads it and export.schema.json describes it.
// The audit counts it. Orders that are kept in memory alone (see [Device.Order]) are in its readable part and not in its snapshot.
func (d *Device) Export(ctx context.Context) ([]byte, error) {
	leave, err := d.enter(ctx, abi.OpProfile)
	if err != nil {
		return nil, err
	}
	defer leave()
	x := Export{Catalogue: d.info.Catalogue}
	if x.Time, x.Offset, err = d.config.instant(); err != nil {
		return nil, inOp(abi.OpProfile, err)
	}
	if err := d.fill(ctx, &x); err != nil {
		return nil, err
	}
	return x.marshal()
}

// fill takes profile and snapshot of one and the same moment.
func (d *Device) fill(ctx context.Context, x *Export) error {
	err := d.runAt(ctx, abi.OpProfile, &x.Profile, &abi.ProfileRequest{Now: x.Time, Offset: x.Offset, Export: true}, x.Time, x.Offset)
	if err != nil {
		return err
	}
	var reply abi.SnapshotReply
	if err := d.runAt(ctx, abi.OpSnapshot, &reply, &abi.SnapshotRequest{Now: x.Time, Offset: x.Offset}, x.Time, x.Offset); err != nil {
		return err
	}
	x.Snapshot = reply.Snapshot
	return nil
}

func (x *Export) marshal() ([]byte, error) {
	profile, err := MarshalProfile(&x.Profile)
	if err != nil {
		return nil, err
	}
	snapshot := append([]byte{}, x.Snapshot...)
	return marshalJSON(exportFile{ExportFormat, ExportVersion, &x.Time, x.Offset, x.Catalogue, profile, &snapshot})
}

// ReadExport reads what [Device.Export] wrote, strictly. The error is ErrFormat for what is no such JSON, ErrMagic for another kind of file,
// ErrVersion for a later version, ErrMissing or ErrFormat for a part that is missing or malformed. It does not look into the snapshot: [Device.Import] does.
func ReadExport(b []byte) (*Export, error) {
	var head struct {
		Format  any `json:"format"`
		Version any `json:"version"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, exportError("", ErrFormat, "no JSON object: "+err.Error())
	}
	if head.Format != ExportFormat {
		return nil, exportError("format", ErrMagic, fmt.Sprintf("%v, want %q", quoted(head.Format), ExportFormat))
	}
	if version, ok := head.Version.(float64); !ok || version != math.Trunc(version) || version < 1 {
		return nil, exportError("version", ErrFormat, fmt.Sprintf("%v, want a number from 1", quoted(head.Version)))
	} else if version > ExportVersion {
		return nil, exportError("version", ErrVersion, fmt.Sprintf("%.0f, this program reads up to %d", version, ExportVersion))
	}
	return readVersion1(b)
}

// quoted prints what JSON held: text in quotes.
func quoted(v any) any {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("%q", v)
	}
	return v
}

func readVersion1(b []byte) (*Export, error) {
	var f exportFile
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, exportError("", ErrFormat, err.Error())
	}
	for name, absent := range map[string]bool{
		"time": f.Time == nil, "catalogue": f.Catalogue == "", "profile": f.Profile == nil, "snapshot": f.Snapshot == nil,
	} {
		if absent {
			return nil, exportError(name, ErrMissing, "")
		}
	}
	x := &Export{Time: *f.Time, Offset: f.Offset, Catalogue: f.Catalogue, Snapshot: *f.Snapshot}
	if x.Time < -maxWire || x.Time > maxWire {
		return nil, exportError("time", ErrRange, fmt.Sprint(x.Time))
	}
	return x, unmarshalProfile(f.Profile, &x.Profile)
}

// exportError is a fault of a file that is to be imported.
func exportError(path string, code Code, detail string) *Error {
	return &Error{Op: opImport, Code: code, Offset: -1, Path: path, Detail: detail}
}

const opImport = "import"

// MarshalProfile returns a profile as JSON, indented, its keys those of the ABI in ascending order. Times are Unix milliseconds.
func MarshalProfile(p *Profile) ([]byte, error) {
	raw, err := encode(p)
	if err != nil {
		return nil, err
	}
	var v map[string]any
	if err := msgpack.Unmarshal(raw, &v); err != nil {
		return nil, fmt.Errorf("host: profile: %w", err)
	}
	return marshalJSON(v)
}

// marshalJSON returns v as indented JSON that ends with a newline.
func marshalJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// unmarshalProfile reads what MarshalProfile wrote. A key that the ABI does not have is an error.
func unmarshalProfile(b []byte, p *Profile) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return exportError("profile", ErrFormat, err.Error())
	}
	v, err := wholeNumbers(v)
	if err != nil {
		return err
	}
	raw, err := encode(v)
	if err != nil {
		return exportError("profile", ErrFormat, err.Error())
	}
	dec := msgpack.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields(true)
	if err := dec.Decode(p); err != nil {
		return exportError("profile", ErrFormat, plain(err))
	}
	return nil
}

// plain puts the codec's errors into words that fit JSON.
func plain(err error) string {
	if errors.Is(err, io.EOF) {
		return "it ends too early"
	}
	return string(bytes.TrimPrefix([]byte(err.Error()), []byte("msgpack: ")))
}

// wholeNumbers turns the numbers of a JSON value, which must be whole, into int64.
func wholeNumbers(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		if err != nil || n < -maxWire || n > maxWire {
			return nil, exportError("profile", ErrRange, "the number "+v.String())
		}
		return n, nil
	case []any:
		for i := range v {
			if v[i], err = wholeNumbers(v[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for name := range v {
			if v[name], err = wholeNumbers(v[name]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}
