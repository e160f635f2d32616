// The rules that make result files open in the tools people have: what broke QGIS, CDO and others, one test
// each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "base/sha256.hpp"
#include "results/files.hpp"
#include "support/temporary.hpp"

namespace {

using namespace entail::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EveryFile : public ::testing::TestWithParam<const char*> {
 protected:
  Header header = read_header(result_path("2_ranks", GetParam()));
};

INSTANTIATE_TEST_SUITE_P(Conventions, EveryFile, ::testing::Values("map.nc", "3d.nc", "obs.nc"),
                         [](const auto& file) { return "file_" + std::string(file.param, 2); });

TEST_P(EveryFile, HoldsTextAsAsciiCharacters) {
  auto check = [](const Variable& variable) {
    for (const auto& attribute : variable.attributes) {
      EXPECT_NE(attribute.type, NC_STRING) << variable.name << ":" << attribute.name;
      for (char c : attribute.text)
        EXPECT_LT(static_cast<unsigned char>(c), 0x80) << variable.name << ":" << attribute.name;
    }
  };
  check(header.global);
  for (const auto& variable : header.variables) {
    EXPECT_NE(variable.type, NC_STRING) << variable.name;
    check(variable);
  }
}

TEST_P(EveryFile, NamesItsUnlimitedDimensionTime) {
  EXPECT_THAT(header.unlimited, ElementsAre("time"));
  const Variable* time = header.find("time");
  ASSERT_TRUE(time);
  EXPECT_THAT(time->dimensions, ElementsAre("time"));
  EXPECT_TRUE(
      std::regex_match(time->text("units"), std::regex(R"(days since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")))
      << time->text("units") << ": no offset from UTC may follow";
  EXPECT_EQ(time->text("calendar"), "standard");
}

TEST_P(EveryFile, HasLongNamesThatDifferAndAvoidTheWordThatBreaksQgis) {
  std::set<std::string> seen;
  for (const auto& variable : header.variables) {
    const std::string name = variable.text("long_name");
    EXPECT_THAT(name, ::testing::Not(::testing::HasSubstr("direction")));
    if (!name.empty()) EXPECT_TRUE(seen.insert(name).second) << name;
  }
}

TEST_P(EveryFile, InventsNoStandardName) {
  const std::set<std::string> known{"time",
                                    "latitude",
                                    "longitude",
                                    "altitude",
                                    "cell_area",
                                    "surface_altitude",
                                    "water_table_depth",
                                    "flood_water_thickness",
                                    "projection_x_coordinate",
                                    "projection_y_coordinate",
                                    "water_evapotranspiration_flux",
                                    "volume_fraction_of_condensed_water_in_soil"};
  for (const auto& variable : header.variables)
    if (const std::string name = variable.text("standard_name"); !name.empty())
      EXPECT_TRUE(known.contains(name)) << variable.name << ": " << name;
  for (const auto& variable : header.variables)
    if (variable.name.starts_with("head") || variable.name.starts_with("sulfate"))
      EXPECT_EQ(variable.find("standard_name"), nullptr) << variable.name;
}

TEST_P(EveryFile, GivesUnitsToEveryVariableInTime) {
  for (const auto& variable : header.variables)
    if (variable.has("time") && variable.name != "time_bnds")
      EXPECT_NE(variable.text("units"), "") << variable.name;
}

TEST_P(EveryFile, CompressesWhatGrowsWithTime) {
  for (const auto& variable : header.variables) {
    if (variable.dimensions.size() < 2 || !variable.has("time") || variable.name == "time_bnds") continue;
    EXPECT_EQ(variable.deflate_level, 4) << variable.name;
    EXPECT_TRUE(variable.shuffled) << variable.name;
  }
}

TEST_P(EveryFile, TellsWhereItComesFrom) {
  const Variable& global = header.global;
  EXPECT_EQ(global.text("Conventions"), "CF-1.11 UGRID-1.0 ACDD-1.3");
  for (const char* name : {"title", "summary", "source", "history", "references", "date_created"})
    EXPECT_NE(global.text(name), "") << name;
  EXPECT_TRUE(global.text("source").starts_with("entail ")) << global.text("source");
  EXPECT_THAT(global.text("history"), ::testing::HasSubstr("entail run "));
  EXPECT_THAT(global.text("entail_deck"), ::testing::HasSubstr("cell_size"));
}

TEST_P(EveryFile, CarriesTheDigestOfEveryInput) {
  std::istringstream lines(header.global.text("entail_inputs_sha256"));
  std::string path, digest;
  std::set<std::string> names;
  while (lines >> path >> digest) {
    EXPECT_EQ(digest, entail::sha256(read_file(path))) << path;
    names.insert(path.substr(path.rfind('/') + 1));
  }
  EXPECT_THAT(names,
              ElementsAre("creek.yaml", "dem.tif", "receptors.geojson", "sites.geojson", "weather.csv"));
}

class MeshFiles : public EveryFile {};
INSTANTIATE_TEST_SUITE_P(Conventions, MeshFiles, ::testing::Values("map.nc", "3d.nc"),
                         [](const auto& file) { return "file_" + std::string(file.param, 2); });

TEST_P(MeshFiles, HaveATopologyOfTwoNodeCoordinates) {
  const Variable* mesh = header.find("mesh2d");
  ASSERT_TRUE(mesh);
  EXPECT_EQ(mesh->text("cf_role"), "mesh_topology");
  EXPECT_EQ(mesh->text("node_coordinates"), "mesh2d_node_x mesh2d_node_y");
  EXPECT_THAT(mesh->find("topology_dimension")->numbers, ElementsAre(2));
  const Variable* corners = header.find(mesh->text("face_node_connectivity"));
  ASSERT_TRUE(corners);
  EXPECT_EQ(corners->type, NC_INT);
  for (const char* name : {"_FillValue", "start_index"}) {
    ASSERT_TRUE(corners->find(name)) << name;
    EXPECT_EQ(corners->find(name)->type, NC_INT) << name;
  }
}

TEST_P(MeshFiles, KnowTheirReferenceSystemByAnIntegerToo) {
  const Variable* crs = header.find("crs");
  ASSERT_TRUE(crs);
  EXPECT_NE(crs->text("crs_wkt"), "");
  EXPECT_NE(crs->text("grid_mapping_name"), "");
  ASSERT_TRUE(crs->find("epsg"));
  EXPECT_EQ(crs->find("epsg")->type, NC_INT);
  EXPECT_THAT(crs->find("epsg")->numbers, ElementsAre(32616));
}

TEST_P(MeshFiles, GiveFacesInDegreesWithBounds) {
  std::istringstream names(header.find("mesh2d")->text("face_coordinates"));
  std::string name;
  int count = 0;
  for (; names >> name; ++count) {
    const Variable* coordinate = header.find(name);
    ASSERT_TRUE(coordinate) << name;
    EXPECT_TRUE(coordinate->text("units").starts_with("degrees_")) << name;
    EXPECT_TRUE(header.find(coordinate->text("bounds"))) << name;
  }
  EXPECT_EQ(count, 2);
  for (const auto& variable : header.variables)
    if (variable.has("time") && variable.has("mesh2d_face")) {
      EXPECT_EQ(variable.text("mesh"), "mesh2d") << variable.name;
      EXPECT_EQ(variable.text("location"), "face") << variable.name;
      EXPECT_EQ(variable.text("coordinates"), "mesh2d_face_lon mesh2d_face_lat") << variable.name;
      EXPECT_EQ(variable.text("grid_mapping"), "crs") << variable.name;
    }
}

TEST(MapFile, HasOneVariablePerLayer) {
  const Header map = read_header(result_path("2_ranks", "map.nc"));
  for (const auto& variable : map.variables)
    if (variable.has("time") && variable.has("mesh2d_face"))
      EXPECT_THAT(variable.dimensions, ElementsAre("time", "mesh2d_face")) << variable.name;
  for (const char* name :
       {"head_l1", "head_l6", "saturation_l1", "saturation_l6", "sulfate_l1", "sulfate_l6"})
    EXPECT_TRUE(map.find(name)) << name;
}

TEST(MapFile, StatesTheLimit) {
  const Header map = read_header(result_path("2_ranks", "map.nc"));
  EXPECT_THAT(map.find("sulfate_l1")->find("limit")->numbers, ElementsAre(250));
  EXPECT_EQ(map.find("sulfate_l1")->text("limit_source"), "US EPA secondary standard");
}

TEST(VolumeFile, HoldsCellsByTimeLayerAndFace) {
  const Header volume = read_header(result_path("2_ranks", "3d.nc"));
  for (const char* name : {"head", "pressure_head", "water_content", "saturation", "sulfate"}) {
    ASSERT_TRUE(volume.find(name)) << name;
    EXPECT_THAT(volume.find(name)->dimensions, ElementsAre("time", "layer", "mesh2d_face")) << name;
    EXPECT_EQ(volume.find(name)->type, NC_DOUBLE) << name;
  }
}

TEST(StationFile, IsACfTimeSeriesWithLimits) {
  const Header stations = read_header(result_path("2_ranks", "obs.nc"));
  EXPECT_EQ(stations.global.text("featureType"), "timeSeries");
  EXPECT_EQ(stations.find("station_name")->text("cf_role"), "timeseries_id");
  for (const auto& variable : stations.variables)
    if (variable.has("time") && variable.name != "time") {
      EXPECT_THAT(variable.dimensions, ElementsAre("time", "station")) << variable.name;
      EXPECT_THAT(variable.text("coordinates"), ::testing::HasSubstr("station_name")) << variable.name;
    }
  EXPECT_THAT(stations.find("sulfate")->find("limit")->numbers, ElementsAre(250));
}

}  // namespace
