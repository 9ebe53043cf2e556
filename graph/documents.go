package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/lru"
)

// documents makes the text of an operation a document that may be executed:
// it is found among those accepted before, or read, surveyed and validated, in
// this order, since each step takes only what the one before lets through.
//
// A client may send the SHA-256 of a document instead of its text once it has
// been accepted (automatic persisted queries); and the service may be told the
// only documents it is to execute (trusted documents).
type documents struct {
	schema   *ast.Schema
	rules    *rules.Rules
	accepted *lru.Cache[string, readDocument]
	trusted  *Trusted // nil: any is accepted
}

func newDocuments(schema *ast.Schema, trusted *Trusted) *documents {
	return &documents{schema: schema, rules: quietRules(), accepted: newShelf(shelfBytes), trusted: trusted}
}

// errNotPersisted tells a client to send the text as well. Its words and code are
// those of the protocol of automatic persisted queries.
var errNotPersisted = &gqlerror.Error{
	Message:    "PersistedQueryNotFound",
	Extensions: map[string]any{"code": "PERSISTED_QUERY_NOT_FOUND"},
}

// open returns the document that a request asks for.
func (d *documents) open(params *graphql.RawParams) (*ast.QueryDocument, gqlerror.List) {
	hash, err := persisted(params)
	if err != nil {
		return nil, gqlerror.List{gqlerror.WrapPath(nil, err)}
	}
	if d.trusted != nil {
		return d.trusted.open(hash, params.Query)
	}
	if params.Query == "" {
		if kept, ok := d.accepted.Get(hash); ok {
			return kept.QueryDocument, nil
		}
		return nil, gqlerror.List{errNotPersisted}
	}
	sum := digest(params.Query)
	if hash != "" && hash != sum {
		return nil, gqlerror.List{gqlerror.WrapPath(nil, fault.New(fault.Invalid, fault.BadDocument, "its sha256Hash is not that of its query"))}
	}
	if kept, ok := d.accepted.Get(sum); ok {
		return kept.QueryDocument, nil
	}
	doc, faults := d.read(params.Query)
	if faults == nil {
		d.accepted.Put(sum, readDocument{doc, len(params.Query)})
	}
	return doc, faults
}

// read parses, surveys and validates a document.
func (d *documents) read(text string) (*ast.QueryDocument, gqlerror.List) {
	if len(text) > maxSource {
		return nil, gqlerror.List{gqlerror.WrapPath(nil, fault.New(fault.Invalid, fault.BadDocument, "it is longer than 16 KiB"))}
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, maxTokens)
	if err != nil {
		return nil, found(gqlerror.List{gqlerror.WrapPath(nil, err)})
	}
	if err := survey(doc); err != nil {
		return nil, gqlerror.List{gqlerror.WrapPath(nil, err)}
	}
	if len(doc.Operations) == 0 {
		return nil, found(gqlerror.List{gqlerror.Errorf("no operation provided")})
	}
	if faults := validator.ValidateWithRules(d.schema, doc, d.rules); len(faults) > 0 {
		return nil, found(faults[:min(len(faults), maxErrors)])
	}
	return doc, nil
}

// found marks errors as faults of the document, which may be shown.
func found(faults gqlerror.List) gqlerror.List {
	shown := make(gqlerror.List, len(faults))
	for i, f := range faults {
		shown[i] = gqlerror.WrapPath(nil, fault.New(fault.Invalid, fault.BadDocument, clip(f.Message)))
		shown[i].Locations = f.Locations
	}
	return shown
}

// persisted returns the SHA-256 by which a request names its document; "" if it
// does not.
func persisted(params *graphql.RawParams) (string, error) {
	said, ok := params.Extensions["persistedQuery"]
	if !ok || said == nil {
		return "", nil
	}
	query, _ := said.(map[string]any)
	hash, ok := query["sha256Hash"].(string)
	if !ok || hash == "" {
		return "", fault.New(fault.Invalid, fault.BadDocument, "its persistedQuery has no sha256Hash")
	}
	return hash, nil
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// quietRules are the rules of validation without those that, where a name is
// wrong, tell which names there are.
func quietRules() *rules.Rules {
	r := rules.NewDefaultRules()
	for _, name := range []string{"FieldsOnCorrectType", "ScalarLeafs", "KnownArgumentNames", "KnownTypeNames", "ValuesOfCorrectType"} {
		r.RemoveRule(name)
	}
	r.AddRule(rules.FieldsOnCorrectTypeRuleWithoutSuggestions.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.ScalarLeafsRuleWithoutSuggestions.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.KnownArgumentNamesRuleWithoutSuggestions.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.KnownTypeNamesRuleWithoutSuggestions.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.ValuesOfCorrectTypeRuleWithoutSuggestions.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	return r
}

type openedKey struct{}

// opened hands gqlgen's executor the document of a request: the executor asks a
// cache before it would read one itself.
type opened struct{}

// Get implements graphql.Cache.
func (opened) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(openedKey{}).(*ast.QueryDocument)
	return doc, ok
}

// Add implements graphql.Cache. There is nothing to add: see documents.
func (opened) Add(context.Context, string, *ast.QueryDocument) {}
