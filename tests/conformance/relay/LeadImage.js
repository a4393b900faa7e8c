import { graphql } from "relay-runtime";

export const image = graphql`
  fragment LeadImage_image on Image @refetchable(queryName: "LeadImageRefetchQuery") {
    id
    url
    width
    height
    placeholder
    alt
    credit
    focalPoint {
      x
      y
    }
    variants {
      name
      url
      width
    }
  }
`;
