package conformance

// Requests and replies as MessagePack, by the hosts' library: an implementation independent of the module's.

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/hearthrank/hearth/wasm/abi"
)

// encode encodes a request, or a part of one, in the shortest form.
func encode(request any) []byte {
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	e.SetSortMapKeys(true)
	e.UseCompactInts(true)
	if err := e.Encode(request); err != nil {
		panic(err) // the requests are structs of the ABI and plain maps
	}
	return b.Bytes()
}

// decodeReply decodes a reply into body, or returns its error.
func decodeReply(out []byte, body any) (*abi.ErrorBody, error) {
	var reply []msgpack.RawMessage
	if err := msgpack.Unmarshal(out, &reply); err != nil {
		return nil, err
	}
	if len(reply) != 2 {
		return nil, fmt.Errorf("a reply of %d parts", len(reply))
	}
	var status int
	if err := msgpack.Unmarshal(reply[0], &status); err != nil {
		return nil, err
	}
	if status == abi.StatusOK {
		return nil, msgpack.Unmarshal(reply[1], body)
	}
	e := &abi.ErrorBody{}
	return e, msgpack.Unmarshal(reply[1], e)
}

// opOf returns the operation that a request is for.
func opOf(request any) abi.Op {
	switch request.(type) {
	case abi.PackOpenRequest:
		return abi.OpPackOpen
	case abi.RestoreRequest:
		return abi.OpRestore
	case abi.ObserveRequest:
		return abi.OpObserve
	case abi.RankRequest:
		return abi.OpRank
	case abi.RecommendRequest:
		return abi.OpRecommend
	case abi.ExplainRequest:
		return abi.OpExplain
	case abi.ForgetRequest:
		return abi.OpForget
	case abi.SnapshotRequest:
		return abi.OpSnapshot
	case abi.StatsRequest:
		return abi.OpStats
	case abi.ConsentRequest:
		return abi.OpConsent
	case abi.ControlRequest:
		return abi.OpControl
	case abi.ProfileRequest:
		return abi.OpProfile
	}
	panic(fmt.Sprintf("%T is no request", request))
}

// text shows a message as JSON, or in hex when it cannot be decoded; long parts are cut. It is for honest messages only: the library
// makes room for whatever length a message claims.
func text(message []byte) string {
	d := msgpack.NewDecoder(bytes.NewReader(message))
	v, err := d.DecodeInterface()
	if err == nil && d.Buffered().(*bytes.Reader).Len() == 0 {
		if b, err := json.Marshal(brief(v)); err == nil {
			return cut(string(b), 600)
		}
	}
	return "hex " + cut(hex.EncodeToString(message), 200)
}

// brief replaces what is long in a decoded message.
func brief(v any) any {
	switch v := v.(type) {
	case []byte:
		return fmt.Sprintf("(%d bytes)", len(v))
	case string:
		return cut(v, 60)
	case map[string]any:
		for k := range v {
			v[k] = brief(v[k])
		}
	case []any:
		for i := range v {
			v[i] = brief(v[i])
		}
		if len(v) > 12 {
			return append(v[:10:10], fmt.Sprintf("… %d in all", len(v)))
		}
	}
	return v
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
