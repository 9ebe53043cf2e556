package neo4jtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"text/template"
)

// pom lists the artifacts of a server; Maven resolves what they depend on.
var pom = template.Must(template.New("pom").Parse(`<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>thirdplace</groupId><artifactId>neo4jtest</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{{.}}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{{.}}</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j-slf4j-provider</artifactId><version>{{.}}</version></dependency>
  </dependencies>
</project>
`))

// jars returns the folder with a version's jars, fetched on the first call. A
// folder under its own name is complete: it is filled beside and then renamed.
func (l line) jars(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	parent := filepath.Join(cache, "thirdplace", "neo4j")
	folder := filepath.Join(parent, l.version)
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	maven, err := exec.LookPath("mvn")
	if err != nil {
		return "", errors.New("the server's jars are not in the cache and Maven is not there to fetch them")
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(parent, ".fetch-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	return folder, l.fetch(ctx, maven, work, folder)
}

func (l line) fetch(ctx context.Context, maven, work, folder string) error {
	var text bytes.Buffer
	if err := pom.Execute(&text, l.version); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(work, "pom.xml"), text.Bytes(), 0o600); err != nil {
		return err
	}
	copied := filepath.Join(work, "jars")
	cmd := exec.CommandContext(ctx, maven, "-q", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies",
		"-DincludeScope=runtime", "-DoutputDirectory="+copied)
	cmd.Dir = work
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("fetch Neo4j %s: %w: %.2000s", l.version, err, out)
	}
	err := os.Rename(copied, folder)
	if _, there := os.Stat(folder); err != nil && there == nil && !errors.Is(err, fs.ErrNotExist) {
		return nil // somebody else fetched it at the same time
	}
	return err
}
