package graph

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/edclusters/thirdplace/graph/generated"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Trusted are the documents of client programs that were known when the service
// was started, so that it need execute no others.
type Trusted struct {
	known map[string]*ast.QueryDocument // by name, and by SHA-256 of the text
}

// ReadTrusted reads a file as tools for clients write it: a JSON object of
// documents by their names, which are hashes as a rule, or Apollo's manifest of
// persisted queries. Every document has to be one that would be accepted here;
// of those that are not each is an error's field, by its name.
func ReadTrusted(r io.Reader) (*Trusted, error) {
	texts, err := readManifest(r)
	if err != nil {
		return nil, err
	}
	d := newDocuments(generated.NewExecutableSchema(generated.Config{}).Schema(), nil)
	t := &Trusted{known: map[string]*ast.QueryDocument{}}
	var wrong fault.Fields
	for name, text := range texts {
		doc, faults := d.read(text)
		if faults != nil {
			wrong.Add(name, faults[0].Err)
			continue
		}
		t.known[name], t.known[digest(text)] = doc, doc
	}
	return t, wrong.Err()
}

// readManifest reads documents by their names.
func readManifest(r io.Reader) (map[string]string, error) {
	body, err := io.ReadAll(r)
	if err != nil {
		return nil, fault.Wrap("read trusted documents", err)
	}
	var texts map[string]string
	if json.Unmarshal(body, &texts) == nil && len(texts) > 0 {
		return texts, nil
	}
	var manifest struct {
		Format     string
		Operations []struct{ ID, Body string }
	}
	err = json.Unmarshal(body, &manifest)
	if err == nil && (manifest.Format != "apollo-persisted-query-manifest" || len(manifest.Operations) == 0) {
		err = errors.New("it is neither an object of documents by their names nor a manifest of persisted queries")
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, fault.NotJSON, err.Error())
	}
	texts = map[string]string{}
	for _, o := range manifest.Operations {
		texts[o.ID] = o.Body
	}
	return texts, nil
}

// open returns a trusted document, by its text or else its name.
func (t *Trusted) open(name, text string) (*ast.QueryDocument, gqlerror.List) {
	if text != "" {
		name = digest(text)
	}
	if doc := t.known[name]; doc != nil {
		return doc, nil
	}
	return nil, gqlerror.List{gqlerror.WrapPath(nil, fault.New(fault.Forbidden, fault.NotTrusted))}
}
