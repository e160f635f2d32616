"""entail verify: the comparison for people, for machines, and what it says when a number is missed."""
import json
import unittest

from program import SOURCE, ProgramTest

DECK = SOURCE / "scenarios" / "verification" / "dupuit_1863" / "deck.yaml"


class Verify(ProgramTest):
    def compare(self, deck, *options):
        done = self.entail("verify", deck, "--json", "checks.json", *options)
        self.assertTrue((self.folder / "checks.json").exists(), done.stderr)
        return done, json.loads((self.folder / "checks.json").read_text())

    def test_json_holds_every_check_with_place_time_and_verdict(self):
        done, said = self.compare(DECK)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(said["program"].startswith("entail"))
        problem, = said["problems"]
        self.assertEqual(problem["name"], "dupuit_1863")
        self.assertEqual(problem["source"], "Dupuit 1863; Bear 1972, eq. 8.1.10")
        self.assertGreater(problem["steps"], 0)
        head = problem["checks"][0]
        self.assertEqual((head["name"], head["quantity"], head["unit"]), ("head at 25 ft", "head", "ft"))
        self.assertEqual(head["at_m"], [25 * 0.3048, 0.5 * 0.3048, 10 * 0.3048])
        self.assertNotIn("time_s", head)  # a steady state has none
        self.assertEqual(head["reference"], 36.0555)
        self.assertAlmostEqual(head["tolerance"], 0.0360555, places=9)
        self.assertAlmostEqual(head["computed"], 36.0555, delta=head["tolerance"])
        self.assertIs(head["passed"], True)
        self.assertEqual(problem["checks"][3]["boundary"], "west")

    def test_a_missed_number_is_in_the_json_and_ends_with_an_error(self):
        deck = self.write("deck.yaml", DECK.read_text().replace("36.0555 ft", "37 ft"))
        done, said = self.compare(deck)
        self.assertEqual(done.returncode, 70)
        self.assertIn("1 numbers missed", done.stderr)
        self.assertEqual([check["passed"] for check in said["problems"][0]["checks"]], [False, True, True, True, True])

    def test_results_go_to_a_folder_of_the_problems_name_and_are_those_of_run(self):
        _, said = self.compare(DECK, "-o", "all")
        self.assertEqual(sorted(file.rsplit("_", 1)[1] for file in said["problems"][0]["files"]),
                         ["3d.nc", "balance.csv", "map.nc", "obs.nc"])
        for file in said["problems"][0]["files"]:
            self.assertTrue((self.folder / file).exists())
            self.assertTrue(file.startswith("all/dupuit_1863/"))

    def test_a_file_that_cannot_be_written_is_an_error_before_anything_is_computed(self):
        done = self.entail("verify", DECK, "--json", "nowhere/checks.json")
        self.assertEqual(done.returncode, 3)
        self.assertIn("nowhere/checks.json", done.stderr)
        self.assertNotIn("pass", done.stdout)


if __name__ == "__main__":
    unittest.main()
