package eic

import (
	"errors"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

func ptr[T any](v T) *T { return &v }

// pathsOf returns the paths of the fields an error is about.
func pathsOf(t *testing.T, err error) string {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want faults of fields", err)
	}
	var paths []string
	for _, f := range e.Fields {
		paths = append(paths, f.Path)
	}
	return strings.Join(paths, " ")
}
