package train

// This file reads settings from JSON.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// ParseSettings reads what "hearth tune" wrote; name stands for the file in errors. A key that does not exist and a number out of its range
// are errors.
func ParseSettings(name string, text []byte) (Settings, error) {
	var s Settings
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return s, fmt.Errorf("%s: more text after the object", name)
	}
	if err := s.Validate(); err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}
