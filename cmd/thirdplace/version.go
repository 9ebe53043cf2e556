package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// version prints what the program was built from.
func (m *Main) version(_ context.Context, args []string) error {
	if err := m.parseAll(newSettings("version", m.Getenv), args); err != nil {
		return err
	}
	_, err := fmt.Fprintf(m.Stdout, "thirdplace %s %s %s/%s\n", release(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// release is the module's version and, where the build noted it, the commit.
func release() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	name := strings.Trim(info.Main.Version, "()")
	if name == "" {
		name = "devel"
	}
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision" && len(setting.Value) >= 12 && !strings.Contains(name, setting.Value[:12]):
			name += " " + setting.Value[:12]
		case setting.Key == "vcs.modified" && setting.Value == "true" && !strings.Contains(name, "dirty"):
			name += " dirty"
		}
	}
	return name
}
