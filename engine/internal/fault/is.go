//go:build !tinygo && !wasip1

package fault

// Is reports whether target is an *Error with the same code and no contradicting place, so that
// errors.Is(err, &Error{Code: Truncated, Offset: -1}) works on hosts. It stays out of the module, where errors.Is costs kilobytes.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && (t.Section == "" || t.Section == e.Section) &&
		(t.Path == "" || t.Path == e.Path) && (t.Offset < 0 || t.Offset == e.Offset)
}
