package neo4jtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
)

// line is a line of releases.
type line struct {
	version string
	main    string // the class to start
	jdk     int    // the oldest that runs it
}

// lineOf returns the line that LINE names.
func lineOf(name string) (line, error) {
	switch name {
	case "", "lts":
		return line{version: "5.26.31", main: "org.neo4j.server.CommunityEntryPoint", jdk: 17}, nil
	case "calendar":
		return line{version: "2026.09.0", main: "org.neo4j.server.Neo4jCommunity", jdk: 21}, nil
	}
	return line{}, fmt.Errorf("LINE is %q: it may be lts or calendar", name)
}

// java is a Java runtime.
type java struct {
	path    string
	version int
}

// findJava returns the oldest runtime that runs a line: servers are tested with
// the oldest they support, and refuse what is far newer.
func (l line) findJava(ctx context.Context) (java, error) {
	var best java
	for _, path := range javaPaths() {
		if v := javaVersion(ctx, path); v >= l.jdk && (best.path == "" || v < best.version) {
			best = java{path, v}
		}
	}
	if best.path == "" {
		return java{}, fmt.Errorf("no JDK of %d or more was found in JAVA_HOME, PATH or the usual places", l.jdk)
	}
	return best, nil
}

func javaPaths() []string {
	name := "java"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	var paths []string
	if home := os.Getenv("JAVA_HOME"); home != "" {
		paths = append(paths, filepath.Join(home, "bin", name))
	}
	if path, err := exec.LookPath("java"); err == nil {
		paths = append(paths, path)
	}
	for _, pattern := range []string{"/usr/lib/jvm/*/bin", "/opt/*/bin", "/opt/java/*/bin", "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin"} {
		found, err := filepath.Glob(filepath.Join(pattern, name))
		if err == nil {
			paths = append(paths, found...)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

var versionLine = regexp.MustCompile(`version "(\d+)`)

// javaVersion returns the major version of a runtime, 0 if it does not run.
func javaVersion(ctx context.Context, path string) int {
	out, err := exec.CommandContext(ctx, path, "-version").CombinedOutput()
	found := versionLine.FindSubmatch(out)
	if err != nil || found == nil {
		return 0
	}
	version, err := strconv.Atoi(string(found[1]))
	if err != nil {
		return 0
	}
	return version
}
