//go:build wasip1 && !tinygo

package main

// scrub does nothing: the standard Go build is a cross-check of replies and serves nobody.
func scrub() {}
