package sqlitestore

import (
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	oldTopic = "SELECT num, version FROM topic WHERE id = ?1"
	addTopic = "INSERT INTO topic (id, cluster, source, external, version, doc) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
	setTopic = "UPDATE topic SET cluster = ?2, source = ?3, external = ?4, version = ?5, doc = ?6 WHERE id = ?1"

	dropLinks = "DELETE FROM topic_link WHERE topic = ?1"
	addLink   = "INSERT OR IGNORE INTO topic_link (topic, other) VALUES (?1, ?2)"

	countTopics = "INSERT INTO topic_changes (cluster, number) VALUES (?1, 1) ON CONFLICT DO UPDATE SET number = number + 1"
)

func (b *batch) putTopic(e *entry, t *eic.Topic) error {
	statement := addTopic
	if e.From > 0 {
		statement = setTopic
		if err := b.old(e, oldTopic, nil); err != nil {
			return err
		}
	}
	num, err := b.insert(b.ctx, statement, string(t.ID), optionalNumber(e.cluster), t.External.Source, t.External.ID, int64(t.Version), e.doc)
	if err != nil {
		return err
	}
	if e.From == 0 {
		b.topics[eic.TopicID(t.ID)] = num
		return nil
	}
	_, err = b.exec(b.ctx, dropLinks, string(t.ID))
	return err
}

// linkTopics writes the links of the topics of a write when all of them are
// stored, and counts it for each taxonomy it changes. While a reference to a missing topic is outstanding, SQLite looks at
// every link there is for each topic that is added.
func (b *batch) linkTopics() error {
	changed := map[eic.ClusterID]bool{}
	for _, change := range b.write.Changes {
		t, ok := change.Record.(*eic.Topic)
		if !ok {
			continue
		}
		changed[t.Cluster] = true
		for _, other := range t.Refs() {
			if _, err := b.exec(b.ctx, addLink, string(t.ID), string(other)); err != nil {
				return err
			}
		}
	}
	for cluster := range changed {
		if _, err := b.exec(b.ctx, countTopics, string(cluster)); err != nil {
			return err
		}
	}
	return nil
}

const (
	oldProduct = "SELECT num, version FROM product WHERE id = ?1"
	addProduct = `INSERT INTO product
		(num, id, cluster, source, external, version, fold, company, grades, devices, doc)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`
	setProduct = `UPDATE product SET id = ?2, cluster = ?3, source = ?4, external = ?5, version = ?6, fold = ?7,
		company = ?8, grades = ?9, devices = ?10, doc = ?11 WHERE num = ?1`

	dropProductTopics = "DELETE FROM product_topic WHERE product = ?1"
)

func (b *batch) putProduct(e *entry, p *eic.Product) error {
	statement, err := b.rowOf(e, oldProduct, addProduct, setProduct, nil)
	if err != nil {
		return err
	}
	_, err = b.exec(b.ctx, statement, e.num, string(p.ID), e.cluster, p.External.Source, p.External.ID, int64(p.Version),
		store.Fold(p.Name), string(p.Company), int64(p.Grades), int64(p.Devices), e.doc)
	if err != nil {
		return err
	}
	if e.From > 0 {
		if _, err := b.exec(b.ctx, dropProductTopics, e.num); err != nil {
			return err
		}
	}
	b.putWords(productTable, e)
	return b.tie(tieTopic[productTable], e.num, p.Topics)
}

// tie writes the topics of a row.
func (b *batch) tie(statement string, num int64, topics []eic.TopicID) error {
	for _, topic := range topics {
		other, err := b.topicOf(topic)
		if err == nil {
			_, err = b.exec(b.ctx, statement, other, num)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rowOf finds the row of a change or gives it a number, and returns the
// statement that writes it.
func (b *batch) rowOf(e *entry, old, add, set string, rest func(row)) (statement string, err error) {
	if e.From > 0 {
		return set, b.old(e, old, rest)
	}
	e.num, err = b.next(e.cluster)
	return add, err
}

// putPlace writes where a record is, for the filters that ask what is near.
func (b *batch) putPlace(t table, e *entry, place eic.Place) error {
	if e.From > 0 {
		if _, err := b.exec(b.ctx, dropPlace[t], e.num); err != nil {
			return err
		}
	}
	point, ok := place.Point()
	if !ok {
		return nil
	}
	_, err := b.exec(b.ctx, addPlace[t], e.num, point.Lat, point.Lng)
	return err
}

// putWords notes the words that a list is searched by. Without a document they
// stay what they were.
func (b *batch) putWords(t table, e *entry) {
	if e.Document != nil {
		b.index.word(t, e.num, e.From == 0, e.Document)
	}
}

// unlocated is 1 for a place that has a postal code and no point yet, else 0.
func unlocated(p eic.Place) int64 {
	_, located := p.Point()
	return flag(p.PostalCode != "" && !located)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// optional is the text of an id, NULL for none.
func optional[T ~string](id T) any {
	if id == "" {
		return nil
	}
	return string(id)
}

func optionalNumber(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
