UNWIND $places AS place
MERGE (p:Place:PostalCode {key: place.key})
SET p += place.properties
