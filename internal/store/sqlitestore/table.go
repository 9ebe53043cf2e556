package sqlitestore

import "github.com/edclusters/thirdplace/internal/eic"

// table is one of the tables of records; every kind of offer is in one.
type table uint8

const (
	noTable table = iota
	clusterTable
	topicTable
	organizationTable
	personTable
	productTable
	needTable
	offerTable
	tableCount
)

// tableOf returns the table that a type's records are in.
func tableOf(t eic.Type) table {
	switch t {
	case eic.ClusterType:
		return clusterTable
	case eic.TopicType:
		return topicTable
	case eic.OrganizationType:
		return organizationTable
	case eic.PersonType:
		return personTable
	case eic.ProductType:
		return productTable
	case eic.NeedType:
		return needTable
	}
	if t.IsOffer() {
		return offerTable
	}
	return noTable
}

// One statement per table; that of noTable finds nothing.
var (
	versionOf = [tableCount]string{
		noTable:           "SELECT 0 WHERE ?1 = 0",
		clusterTable:      "SELECT version FROM cluster WHERE id = ?1",
		topicTable:        "SELECT version FROM topic WHERE id = ?1",
		organizationTable: "SELECT version FROM organization WHERE id = ?1",
		personTable:       "SELECT version FROM person WHERE id = ?1",
		productTable:      "SELECT version FROM product WHERE id = ?1",
		needTable:         "SELECT version FROM need WHERE id = ?1",
		offerTable:        "SELECT version FROM offer WHERE id = ?1",
	}
	fetchFrom = [tableCount]string{
		noTable:           "SELECT '', '' WHERE ?1 = 0",
		clusterTable:      "SELECT id, doc FROM cluster WHERE id IN (SELECT value FROM json_each(?1))",
		topicTable:        "SELECT id, doc FROM topic WHERE id IN (SELECT value FROM json_each(?1))",
		organizationTable: "SELECT id, doc FROM organization WHERE id IN (SELECT value FROM json_each(?1))",
		personTable:       "SELECT id, doc FROM person WHERE id IN (SELECT value FROM json_each(?1))",
		productTable:      "SELECT id, doc FROM product WHERE id IN (SELECT value FROM json_each(?1))",
		needTable:         "SELECT id, doc FROM need WHERE id IN (SELECT value FROM json_each(?1))",
		offerTable:        "SELECT id, doc FROM offer WHERE id IN (SELECT value FROM json_each(?1))",
	}
	scanFrom = [tableCount]string{
		noTable:           "SELECT '', '' WHERE ?1 = 0 AND ?2 = 0 AND ?3 = 0",
		clusterTable:      "SELECT id, doc FROM cluster WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
		topicTable:        "SELECT id, doc FROM topic WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
		organizationTable: "SELECT id, doc FROM organization WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
		personTable:       "SELECT id, doc FROM person WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
		productTable:      "SELECT id, doc FROM product WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
		needTable:         "SELECT id, doc FROM need WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
		offerTable:        "SELECT id, doc FROM offer WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
	}
	addPlace = [tableCount]string{
		organizationTable: "INSERT INTO organization_place (num, south, north, west, east) VALUES (?1, ?2, ?2, ?3, ?3)",
		needTable:         "INSERT INTO need_place (num, south, north, west, east) VALUES (?1, ?2, ?2, ?3, ?3)",
		offerTable:        "INSERT INTO offer_place (num, south, north, west, east) VALUES (?1, ?2, ?2, ?3, ?3)",
	}
	dropPlace = [tableCount]string{
		organizationTable: "DELETE FROM organization_place WHERE num = ?1",
		needTable:         "DELETE FROM need_place WHERE num = ?1",
		offerTable:        "DELETE FROM offer_place WHERE num = ?1",
	}
	addWords = [tableCount]string{
		organizationTable: "INSERT INTO organization_words (rowid, title, body) VALUES (?1, ?2, ?3)",
		personTable:       "INSERT INTO person_words (rowid, title, body) VALUES (?1, ?2, ?3)",
		productTable:      "INSERT INTO product_words (rowid, title, body) VALUES (?1, ?2, ?3)",
	}
	dropWords = [tableCount]string{
		organizationTable: "DELETE FROM organization_words WHERE rowid = ?1",
		personTable:       "DELETE FROM person_words WHERE rowid = ?1",
		productTable:      "DELETE FROM product_words WHERE rowid = ?1",
	}
	tieTopic = [tableCount]string{
		productTable: "INSERT OR IGNORE INTO product_topic (topic, product) VALUES (?1, ?2)",
		needTable:    "INSERT INTO need_topic (topic, need) VALUES (?1, ?2)",
		offerTable:   "INSERT INTO offer_topic (topic, offer) VALUES (?1, ?2)",
	}
	untieTopic = [tableCount]string{
		needTable:  "DELETE FROM need_topic WHERE topic = ?1 AND need = ?2",
		offerTable: "DELETE FROM offer_topic WHERE topic = ?1 AND offer = ?2",
	}
	// The ids of a JSON list that the table lacks.
	missingFrom = [tableCount]string{
		noTable:           "SELECT value FROM json_each(?1)",
		clusterTable:      "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM cluster WHERE id = value)",
		topicTable:        "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM topic WHERE id = value)",
		organizationTable: "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM organization WHERE id = value)",
		personTable:       "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM person WHERE id = value)",
		productTable:      "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM product WHERE id = value)",
		needTable:         "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM need WHERE id = value)",
		offerTable:        "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM offer WHERE id = value)",
	}
)
