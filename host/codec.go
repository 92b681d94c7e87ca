package host

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/vmihailenco/msgpack/v5"
)

const (
	maxWire   = 1 << 53 // integers on the wire lie within ±maxWire
	maxOffset = 24 * 60 // minutes east or west of UTC
)

// encode returns v as MessagePack, shortest forms and sorted keys.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := msgpack.NewEncoder(&buf)
	enc.UseCompactInts(true)
	enc.SetSortMapKeys(true)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("host: encode %T: %w", v, err)
	}
	return buf.Bytes(), nil
}

// decode reads a reply into out, strictly, or returns the module's error. It keeps no reference to raw.
func decode(op abi.Op, raw []byte, out any) error {
	r := bytes.NewReader(raw)
	dec := msgpack.NewDecoder(r)
	dec.DisallowUnknownFields(true)
	var body abi.ErrorBody
	failed, err := decodeStatus(dec)
	switch {
	case err != nil:
	case failed:
		err = dec.Decode(&body)
	default:
		err = dec.Decode(out)
	}
	if err == nil && r.Len() > 0 {
		err = fmt.Errorf("%d bytes after the end", r.Len())
	}
	if err != nil {
		return hostError(opName(op), ErrReply, err.Error())
	}
	if failed {
		return &Error{Op: opName(op), Code: Code(body.Code), Section: body.Section, Offset: body.Offset, Path: body.Path}
	}
	return nil
}

// decodeStatus reads the head of a reply and says whether an error follows.
func decodeStatus(dec *msgpack.Decoder) (failed bool, err error) {
	n, err := dec.DecodeArrayLen()
	if err != nil {
		return false, err
	}
	status, err := dec.DecodeInt()
	if err != nil {
		return false, err
	}
	if n != 2 || status < abi.StatusOK || status > abi.StatusError {
		return false, fmt.Errorf("array of %d with status %d", n, status)
	}
	return status == abi.StatusError, nil
}

// splitTime returns t as milliseconds and minutes east of UTC.
func splitTime(t time.Time, path string) (ms int64, minutes int32, err error) {
	_, seconds := t.Zone()
	minutes = int32(math.Floor(float64(seconds) / 60))
	if minutes < -maxOffset || minutes > maxOffset {
		return 0, 0, fieldError(path, ErrRange, "offset of "+strconv.Itoa(seconds)+" s from UTC")
	}
	if t.Unix() < -maxWire/1000 || t.Unix() > maxWire/1000-1 {
		return 0, 0, fieldError(path, ErrRange, "the year "+strconv.Itoa(t.Year()))
	}
	return t.UnixMilli(), minutes, nil
}

// joinTime returns the time of a reply; 0 is none.
func joinTime(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// thousandths returns v in the wire's unit, halves rounded away from zero.
func thousandths(v float64, path string) (int64, error) {
	scaled := math.Round(v * 1000)
	if math.IsNaN(scaled) || math.Abs(scaled) > maxWire {
		return 0, fieldError(path, ErrRange, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return int64(scaled), nil
}

// int32Of checks a count that a request carries.
func int32Of(n int, path string) (int32, error) {
	if n < math.MinInt32 || n > math.MaxInt32 {
		return 0, fieldError(path, ErrRange, strconv.Itoa(n))
	}
	return int32(n), nil
}
